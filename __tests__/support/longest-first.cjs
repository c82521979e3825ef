const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * What takes minutes begins first, and unit tests come last, of which no worker has long to do when others have ended.
 * Whoever comes first makes the snapshots, for which others wait.
 */
const ORDER = [
  /integration\/rights\./,
  /integration\/access\./,
  /integration\/stage\./,
  /integration\/runbook\./,
  /integration\/deploy-guide\./,
  /browser\.test/,
  /integration\/data\./,
  /integration\/example\./,
  /integration\/faults\./,
  /integration\//,
  /__tests__\//,
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => ORDER.findIndex((files) => files.test(path));
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
