/** Ends the run with `N passed, N failed[, N skipped]` alone on a line, for CI to read. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that does not even load has no tests, but it has failed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    const line = `${results.numPassedTests} passed, ${failed} failed${tail}`;
    // Jest's own summary is written after the reporters have run; this line is to be the last.
    process.on('exit', () => process.stderr.write(`\n${line}\n`));
  }
};
