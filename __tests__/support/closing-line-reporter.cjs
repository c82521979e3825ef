const path = require('node:path');

const SLOWEST = 10;

/**
 * Ends the run with the files that took longest, and with `N passed, N failed[, N skipped]` alone on a line, for CI
 * to read.
 */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that does not even load has no tests, but it has failed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    const line = `${results.numPassedTests} passed, ${failed} failed${tail}`;
    const text = `\nSlowest files:\n${slowest(results.testResults)}\n\n${line}\n`;
    // Jest's own summary is written after the reporters have run; this line is to be the last.
    process.on('exit', () => process.stderr.write(text));
  }
};

/** Files run beside each other: what they took adds up to more than the run. */
const slowest = (files) =>
  files
    .map(({ testFilePath, perfStats: { start, end } }) => ({ testFilePath, took: end - start }))
    .sort((one, other) => other.took - one.took)
    .slice(0, SLOWEST)
    .map(({ testFilePath, took }) => `${seconds(took)} ${path.relative('', testFilePath)}`)
    .join('\n');

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1).padStart(7)} s`;
