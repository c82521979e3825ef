import { describe, expect, it } from '@jest/globals';
import { CHECKOV_REPORTS } from '../../src/guardrails/checkov';
import { RULES } from '../../src/guardrails/rules';
import { matches } from '../../src/values/matches';
import { WAIVERS } from '../../src/guardrails/waivers';
import type { FailedCheck } from '../support/checkov/failed-checks';
import { checkedStacks, failedChecks, recordedChecks } from '../support/checkov/failed-checks';
import { checkov } from '../support/checkov/install';

/** Whether a waiver of the rule that stands for the check is about the path. */
const isWaived = ({ id, path: at }: FailedCheck): boolean =>
  WAIVERS.some(
    (waiver) =>
      matches(waiver.path, at) &&
      RULES.some(({ id: rule, checkov: checks = {} }) => rule === waiver.rule && id in checks),
  );

const checked = checkedStacks();
const recorded = recordedChecks(checked);
const found = recorded === undefined ? checkov() : { python: '' };
const why = 'missing' in found ? ` (skipped: ${found.missing})` : '';

(why === '' ? describe : describe.skip)(`Checkov${why}`, () => {
  // It runs where the stacks are others than those of the record: `pnpm test:update-checkov` makes that anew.
  it('reports nothing but what src/guardrails/checkov.ts and the waivers explain, and all of that', () => {
    const failed = recorded ?? failedChecks(checked, 'python' in found ? found.python : '');
    const unexplained = failed.filter((one) => !isWaived(one) && !(one.id in CHECKOV_REPORTS));
    expect(unexplained).toEqual([]);
    const reported = new Set(failed.filter((one) => !isWaived(one)).map(({ id }) => id));
    expect(Object.keys(CHECKOV_REPORTS).filter((id) => !reported.has(id))).toEqual([]);
  });
});
