/** A rule that does not hold at a place, because somebody decided so, for a while. */
export interface Waiver {
  readonly rule: string;
  /** The construct's path; `*` stands for anything within a part of it, `**` for any parts. */
  readonly path: string;
  readonly reason: string;
  /** Who decides again when it expires. */
  readonly owner: string;
  /** The last day on which it holds, as YYYY-MM-DD. */
  readonly expires: string;
  /** What it is about is an opt-in: where nobody has chosen it, nothing needs the waiver. @default false */
  readonly isOptIn?: boolean;
}

/** Whether a pattern such as `image-service-*` or `stack/**` is about the path. */
export function matches(pattern: string, path: string): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => {
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      return part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`).test(path);
}

/** Whether the waiver is about the stack of that name at all. */
export function concerns({ path }: Waiver, stack: string): boolean {
  const [first = ''] = path.split('/');
  return matches(first, stack);
}

/** What is wrong with the waiver itself, whatever it is about; undefined if nothing is. */
export function waiverProblem(
  waiver: Waiver,
  today: string,
  rules: readonly string[],
): string | undefined {
  const { rule, expires } = waiver;
  if (!rules.includes(rule)) return 'there is no such rule';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires))) {
    return `"${expires}" is no day such as 2027-01-31`;
  }
  for (const key of ['reason', 'owner'] as const) {
    if (waiver[key].trim() === '') return `it has no ${key}`;
  }
  if (today > expires) return `it expired on ${expires}`;
  return undefined;
}
