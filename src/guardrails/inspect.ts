import type { Rule } from './rule';
import type { Synthesized } from '../synthesized/synthesized';
import type { Waiver } from './waivers';
import { matches } from '../values/matches';

/** Findings in a stack, one line each (`path: rule: problem: remedy`), and the waivers that silenced others. */
export interface Inspection {
  readonly findings: readonly string[];
  readonly used: readonly Waiver[];
}

/** Looks at a stack by the rules. */
export function inspect(
  stack: Synthesized,
  rules: readonly Rule[],
  waivers: readonly Waiver[],
): Inspection {
  const used = new Set<Waiver>();
  const findings = rules.flatMap(({ id, remedy, check }) =>
    check(stack).flatMap(({ path, problem }) => {
      const waiver = waivers.find((each) => each.rule === id && matches(each.path, path));
      if (waiver !== undefined) used.add(waiver);
      return waiver === undefined ? [`${path}: ${id}: ${problem}: ${remedy}`] : [];
    }),
  );
  return { findings, used: [...used] };
}
