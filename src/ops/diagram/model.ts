import type { Group } from './catalog';

export interface Node {
  readonly id: string;
  /** The service whose frame it is in; `outside` beyond the account's edge. */
  readonly group: Group | 'outside';
  /** What it is, e.g. `Bucket`. */
  readonly label: string;
  readonly name: string;
  /** Its parts and settings. */
  readonly features: readonly string[];
  /** What many others that have no arrow here do with it, e.g. `4 alarms`. */
  readonly badges: readonly string[];
  /** The resources that it shows, those that it is named after first. */
  readonly addresses: readonly string[];
}

export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** What is drawn, before anything has a place. */
export interface Model {
  readonly title: string;
  readonly nodes: readonly Node[];
  readonly arrows: readonly Arrow[];
}

/** Equal texts as one with their number, in the order of their first; without empty ones. */
export function tally(
  texts: readonly string[],
  say: (text: string, count: number) => string,
): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([text, count]) => say(text, count));
}
