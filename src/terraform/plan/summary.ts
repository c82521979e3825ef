import type { Kind } from './kinds';
import type { PlanView } from './plan-view';

const COUNTED = ['add', 'change', 'replace', 'destroy', 'import', 'move', 'forget'] as const;

/** What a plan is counted by. */
export const COUNTS = [...COUNTED, 'outputs', 'drift', 'deferred'] as const;

/** How many resources the plan does what to; one that is moved and changed counts as both. */
export type Summary = Readonly<Record<(typeof COUNTS)[number], number>>;

/** The plan in numbers. */
export function summaryOf({ resources, outputs, drift, deferred }: PlanView): Summary {
  const count = (kind: Kind): number =>
    resources.filter(({ kinds }) => kinds.includes(kind)).length;
  const counts = Object.fromEntries(COUNTED.map((kind) => [kind, count(kind)]));
  return {
    ...(counts as Record<(typeof COUNTED)[number], number>),
    outputs: outputs.length,
    drift: drift.length,
    deferred: deferred.length,
  };
}

/** The plan in one line, e.g. `2 to add, 1 to replace; 1 output changes`. */
export function summaryLine(summary: Summary): string {
  const resources = COUNTED.filter((kind) => summary[kind] > 0)
    .map((kind) => `${summary[kind]} to ${kind}`)
    .join(', ');
  return [
    resources === '' ? 'No changes to resources' : resources,
    summary.outputs > 0 && `${counted(summary.outputs, 'output')} to change`,
    summary.deferred > 0 && `${summary.deferred} deferred`,
    summary.drift > 0 && `${summary.drift} changed outside`,
  ]
    .filter((part) => part !== false)
    .join('; ');
}

/** A number with its noun, e.g. `1 output` or `2 outputs`. */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
