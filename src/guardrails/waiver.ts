/** A rule that does not hold at a place, because somebody decided so, for a while. */
export interface Waiver {
  readonly rule: string;
  /** The construct's path, or a pattern of it. */
  readonly path: string;
  readonly reason: string;
  /** Who decides again when it expires. */
  readonly owner: string;
  /** The last day before it is decided again, as YYYY-MM-DD. */
  readonly expires: string;
}

/** Whether the waiver's last day is past; `today` as YYYY-MM-DD. */
export const isExpired = ({ expires }: Waiver, today: string): boolean => today > expires;
