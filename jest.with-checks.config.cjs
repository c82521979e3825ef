const config = require('./jest.config.cjs');

/** `pnpm test`: what `pnpm build` checks runs beside the tests. */
module.exports = {
  ...config,
  reporters: [...config.reporters, '<rootDir>/__tests__/support/checks-reporter.cjs'],
};
