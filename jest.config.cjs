// The SDK warns on every start that a later version will need a later Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
// Terraform and its provider collect garbage less often, a third of their CPU time, until they are this large.
process.env.GOGC ??= '1000';
process.env.GOMEMLIMIT ??= '700MiB';
// One of many at once: threads of theirs would wait for each other.
process.env.GOMAXPROCS ??= '1';
// So do the workers: a fourteenth of theirs.
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=32`;

/** @type {import('jest').Config} */
const shared = {
  // Type-checking is `pnpm typecheck`; here only the types are stripped.
  transform: {
    '^.+\\.(ts|js)$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
    ],
  },
  // jose is an ES module, which Jest's own loader cannot require on Node 20.
  transformIgnorePatterns: ['/node_modules/(?!.*jose[/@])'],
  testEnvironment: 'node',
  runtime: '<rootDir>/__tests__/support/shared-library-runtime.cjs',
};

/** @type {import('jest').Config} */
module.exports = {
  // What begins first waits for its turn at AWS, and for snapshots.
  maxWorkers: 6,
  // All cases of a suite at once: each has a local AWS of its own.
  maxConcurrency: 12,
  // Beside the tests run Terraform and the checks: on two cores a second's work takes many.
  testTimeout: 60_000,
  testSequencer: '<rootDir>/__tests__/support/longest-first.cjs',
  reporters: [
    'default',
    '<rootDir>/__tests__/support/processor-time-reporter.cjs',
    // The last: it ends the run with its line.
    '<rootDir>/__tests__/support/closing-line-reporter.cjs',
  ],
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        '<rootDir>/__tests__/faults/',
        '<rootDir>/__tests__/integration/',
        'browser\\.test\\.ts$',
      ],
      setupFilesAfterEnv: [
        '<rootDir>/__tests__/support/matchers.ts',
        '<rootDir>/__tests__/support/only-known-functions.ts',
      ],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: [
        '<rootDir>/__tests__/integration/**/*.test.ts',
        '<rootDir>/__tests__/**/*browser.test.ts',
      ],
      globalSetup: '<rootDir>/__tests__/support/global-setup.ts',
      globalTeardown: '<rootDir>/__tests__/support/global-teardown.ts',
    },
  ],
};
