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
  /** Where and how often it is measured, for people. */
  readonly measured: string;
  /** The time that it shows, in seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly series: readonly PageSeries[];
  /** Where alarms are raised. */
  readonly thresholds: readonly { readonly label: string; readonly value: number }[];
}

export interface PageAlarms extends Placed {
  readonly kind: 'alarms';
  readonly title: string;
  readonly alarms: readonly {
    readonly name: string;
    /** What raises it, for people. */
    readonly threshold: string;
    /** @default not known */
    readonly state?: string;
  }[];
}

export interface PageHeading extends Placed {
  readonly kind: 'heading';
  readonly text: string;
}

export type PageWidget = PageGraph | PageAlarms | PageHeading;

/** Everything that the page shows. */
export interface Page {
  readonly title: string;
  /** Where its data comes from, or why there is none. */
  readonly note: string;
  readonly consoleUrl: string;
  readonly widgets: readonly PageWidget[];
}
