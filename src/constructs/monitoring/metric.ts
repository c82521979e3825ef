/** CloudWatch's statistics, as far as they are used here; `p95` and the like are percentiles. */
export type Statistic = 'Average' | 'Maximum' | 'Minimum' | 'Sum' | `p${number}`;

/** One CloudWatch metric: a line on a graph, or what an alarm watches. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  /** How long a data point lasts, in seconds. */
  readonly period: number;
  /** Where CloudWatch keeps it: an alarm anywhere else sees nothing and stays OK for ever. */
  readonly region: string;
  readonly label: string;
}

/** A line that is calculated from metrics. */
export interface MetricMath {
  readonly expression: string;
  readonly label: string;
  /** The metrics by the names that the expression has for them. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** What a line on a graph, or an alarm, stands for. */
export type Series = Metric | MetricMath;

export const isMath = (series: Series): series is MetricMath => 'expression' in series;

/** The metrics that a series is made of. */
export const metricsOf = (series: Series): readonly Metric[] =>
  isMath(series) ? Object.values(series.metrics) : [series];

/**
 * The one value that all metrics of these series have.
 * @throws Error when they differ: CloudWatch would draw or watch them wrongly, silently.
 */
export function common<K extends 'period' | 'region'>(
  what: string,
  series: readonly Series[],
  key: K,
): Metric[K] {
  const values = new Set(series.flatMap(metricsOf).map((metric) => metric[key]));
  const [value] = values;
  if (value !== undefined && values.size === 1) return value;
  throw new Error(`${what}: all metrics must have one ${key}, not ${[...values].join(', ')}`);
}
