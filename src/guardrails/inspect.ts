import type { Rule } from './rule';
import type { Synthesized } from './synthesized';
import type { Waiver } from './waiver';
import { concerns, matches, waiverProblem } from './waiver';

/** What the guardrails go by; tests pass their own. */
export interface Inspection {
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  /** Today, as YYYY-MM-DD. */
  readonly today: string;
}

/** Where waivers are said to be wrong. */
const WAIVERS_FILE = 'src/guardrails/waivers.ts';

/**
 * Everything that is wrong with the stacks and with the waivers, one line each:
 * `path: rule: problem: remedy`.
 */
export function inspect(stacks: readonly Synthesized[], by: Inspection): string[] {
  const used = new Set<Waiver>();
  const findings = stacks.flatMap((stack) =>
    by.rules.flatMap(({ id, remedy, check }) =>
      check(stack).flatMap(({ path, problem }) => {
        const waiver = by.waivers.find((each) => each.rule === id && matches(each.path, path));
        if (waiver !== undefined) used.add(waiver);
        return waiver === undefined ? [`${path}: ${id}: ${problem}: ${remedy}`] : [];
      }),
    ),
  );
  return [...findings, ...waiverFindings(stacks, by, used)];
}

function waiverFindings(
  stacks: readonly Synthesized[],
  { waivers, rules, today }: Inspection,
  used: ReadonlySet<Waiver>,
): string[] {
  const ids = rules.map(({ id }) => id);
  return waivers.flatMap((waiver) => {
    const line = (problem: string): string[] => [
      `${WAIVERS_FILE}: ${waiver.rule} at ${waiver.path}: ${problem}`,
    ];
    const problem = waiverProblem(waiver, today, ids);
    if (problem !== undefined)
      return line(`${problem}: correct it, or decide again (${waiver.owner})`);
    const isJudged = waiver.isOptIn !== true && stacks.some(({ stack }) => concerns(waiver, stack));
    return isJudged && !used.has(waiver) ? line('nothing needs it any more: remove it') : [];
  });
}
