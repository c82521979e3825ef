/** Where a widget is on the 24-column grid. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line of a graph. */
export interface PageSeries {
  readonly label: string;
  /** Seconds since 1970, and the value then. */
  readonly points: readonly (readonly [number, number])[];
}

export interface PageGraph extends Placed {
  readonly kind: 'graph';
  readonly title: string;
  /** What its values are, at their axis. */
  readonly unit: string;
  /** Where and how often it is measured, for people. */
  readonly measured: string;
  /** The time that it shows, in seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly series: readonly PageSeries[];
  /** Where alarms are raised. */
  readonly thresholds: readonly { readonly label: string; readonly value: number }[];
  /** Since when an alarm on it is in ALARM, in seconds since 1970. @default none is */
  readonly raisedSince?: number;
}

export interface PageHeading extends Placed {
  readonly kind: 'heading';
  readonly text: string;
}

export type PageWidget = PageGraph | PageHeading;

/** An alarm that is in no ALARM. */
export interface PageAlarm {
  readonly title: string;
  /** What raises it, for people. */
  readonly threshold: string;
  /** @default not known */
  readonly state?: string;
}

/** An alarm in ALARM, all in words. */
export interface RaisedAlarm {
  readonly title: string;
  /** As CloudWatch has it. */
  readonly name: string;
  /** For how long, and since when. */
  readonly since: string;
  readonly isBeyond: boolean;
  /** The value that is farthest beyond the threshold. @default there is none since it was raised */
  readonly value?: string;
  /** How far that is beyond the threshold, if it is. */
  readonly beyond: string;
  /** When that was, and the latest value. @default there is none */
  readonly measured?: string;
  /** CloudWatch's. */
  readonly reason: string;
  readonly runbookUrl: string;
  readonly consoleUrl: string;
}

/** The alarms in ALARM that watch the same graph. */
export interface RaisedAlarms {
  readonly alarms: readonly RaisedAlarm[];
  readonly graph: PageGraph | undefined;
}

/** How the alarms are, in one line. */
export interface Verdict {
  readonly text: string;
  readonly tone: 'alarm' | 'ok' | 'unsure';
}

/** What `ops dashboard --html` shows. */
export interface DashboardPage {
  readonly title: string;
  readonly verdict: Verdict;
  /** Where its data comes from, or why there is none. */
  readonly note: string;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly raised: readonly RaisedAlarms[];
  readonly others: readonly PageAlarm[];
  readonly widgets: readonly PageWidget[];
}
