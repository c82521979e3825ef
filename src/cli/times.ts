const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** To the second, in UTC: the same on every machine. */
export const formatTime = (time: Date): string =>
  `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** How long ago, in its two largest units at most: `3 d`, `2 h 5 min`, `12 s`. */
export function formatAge(since: Date, now: Date = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000));
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) {
    return `${Math.floor(seconds / HOUR)} h ${Math.floor((seconds % HOUR) / MINUTE)} min`;
  }
  return `${Math.floor(seconds / DAY)} d`;
}

/** A length of time in its largest whole unit: `5 min`, `1 h`, `1 d`. */
export function formatPeriod(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
  ];
  const unit = units.find(([length]) => seconds >= length && seconds % length === 0);
  return unit === undefined ? `${seconds} s` : `${seconds / unit[0]} ${unit[1]}`;
}
