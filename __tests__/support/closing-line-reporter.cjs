/** Ends the run with `N passed, N failed[, N skipped]` alone on a line, for CI to read. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that does not even load has no tests, but it has failed.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stderr.write(`\n${results.numPassedTests} passed, ${failed} failed${tail}\n`);
  }
};
