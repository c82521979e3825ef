const { default: Sequencer } = require('@jest/test-sequencer');

/** The longest first. Whoever comes first makes the snapshots, for which others wait. */
const LONGEST = [
  'rights',
  'access',
  'stage',
  'runbook',
  'deploy-guide',
  'example',
  'cancelled-step',
  'state',
];

/** Integration suites mostly wait for the provider: begun first, they leave the processors to unit tests. */
module.exports = class IntegrationFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      if (!path.includes('/integration/')) return LONGEST.length + 1;
      const index = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
      return index === -1 ? LONGEST.length : index;
    };
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
