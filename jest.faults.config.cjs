const { projects, ...config } = require('./jest.config.cjs');

const [, integration] = projects;

/** `pnpm test:faults`: what is too long for every run. `-t PATTERN` runs a part. */
module.exports = {
  ...config,
  // Each case works both processors.
  maxConcurrency: 4,
  projects: [
    {
      ...integration,
      displayName: 'faults',
      testMatch: ['<rootDir>/__tests__/faults/**/*.test.ts'],
    },
  ],
};
