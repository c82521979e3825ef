const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * What takes minutes begins first, as many files as all workers but one; unit tests leave them the processors where
 * they have work. Whoever comes first makes the snapshots, for which others wait.
 */
const ORDER = [
  /integration\/rights\./,
  /integration\/access\./,
  /integration\/stage\./,
  /integration\/runbook\./,
  /integration\/deploy-guide\./,
  /browser\.test/,
  /__tests__\/(?!integration\/)/,
  /integration\/data\./,
  /integration\/example\./,
  /integration\/cancelled-step\./,
  /integration\//,
];

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => ORDER.findIndex((files) => files.test(path));
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
