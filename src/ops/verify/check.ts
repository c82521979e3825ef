import type { Deployed, VerifyContext } from './deployed';

export interface Skipped {
  readonly skipped: string;
}

/** One acceptance criterion: it is met when what is found reads as what is expected. */
export interface Check {
  readonly id: string;
  /** The epic's number and a few words. */
  readonly criterion: string;
  readonly expected: (context: VerifyContext) => string;
  /**
   * For what no deploy decides: not met, it is a warning that ends with this remedy.
   * @default none: not met, it is a failure
   */
  readonly warning?: string;
  readonly check: (deployed: Deployed, context: VerifyContext) => Promise<string | Skipped>;
}

/** A list as text: order is no difference. */
export const listed = (items: readonly (string | undefined)[] = []): string =>
  items.length === 0
    ? 'none'
    : items
        .map((item) => item ?? '?')
        .sort()
        .join(', ');

/** `1 role`, `2 roles` */
export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Which named things are missing or different; `12 alarms` when none is. */
export function compareNamed(
  noun: string,
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string {
  const missing = [...expected.keys()].filter((name) => !found.has(name));
  const changed = [...expected].filter(
    ([name, text]) => found.has(name) && found.get(name) !== text,
  );
  const good = expected.size - missing.length - changed.length;
  const all = counted(expected.size, noun);
  return [
    good === expected.size ? all : `${good} of ${all}`,
    ...(missing.length === 0 ? [] : [`missing: ${missing.join(', ')}`]),
    ...changed.map(([name]) => `${name} has ${found.get(name) ?? ''}`),
  ].join('; ');
}
