/** A rule that does not hold at a place, because somebody decided so, for a while. */
export interface Waiver {
  readonly rule: string;
  /** The construct's path; `*` stands for anything within a part of it, `**` for any parts. */
  readonly path: string;
  readonly reason: string;
  /** Who decides again when it expires. */
  readonly owner: string;
  /** The last day before it is decided again, as YYYY-MM-DD. */
  readonly expires: string;
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

/** Whether the waiver's last day is past; `today` as YYYY-MM-DD. */
export const isExpired = ({ expires }: Waiver, today: string): boolean => today > expires;
