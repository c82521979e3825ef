import { parseExpression } from './expression';
import type { MetricIdentity } from './metric';
import { evaluateExpression, type MathScope, type TimeSeries, type Value } from './metric-math';
import { invalid } from '../invalid';
import { occurring, samplesBetween, statisticOf, type SamplesByMinute } from './samples';

/** A metric's statistic, period after period. */
export interface MetricStatistic extends MetricIdentity {
  readonly statistic: string;
  readonly period: number;
  /** @default whatever the unit of what was measured */
  readonly unit?: string | undefined;
}

/** One of GetMetricData's queries, or of an alarm's. */
export type Query = { readonly id: string; readonly label?: string | undefined } & (
  | { readonly metric: MetricStatistic }
  | { readonly expression: string }
);

/** Where metrics are found. */
export interface MetricSource {
  readonly samplesOf: (
    metric: MetricIdentity & { readonly unit?: string | undefined },
  ) => SamplesByMinute;
  /** The service quota of the usage that a metric measures; undefined where none is known. */
  readonly quotaOf: (metric: MetricIdentity) => number | undefined;
}

/** When the periods of that length begin that were asked for, in seconds, ascending. */
export type TimesOf = (period: number) => readonly number[];

/**
 * The data points of a metric.
 * @throws AwsError for a statistic that is not known here, also while nothing was measured.
 */
export function metricSeries(
  source: MetricSource,
  metric: MetricStatistic,
  timesOf: TimesOf,
  label: string = metric.metricName,
): TimeSeries {
  const { period, statistic } = metric;
  statisticOf(occurring(0), statistic);
  const samples = source.samplesOf(metric);
  const points = new Map<number, number>();
  for (const time of timesOf(period)) {
    const found = samplesBetween(samples, time, time + period);
    const value = found && statisticOf(found, statistic);
    if (value !== undefined) points.set(time, value);
  }
  return { label, period, points };
}

/**
 * The results of all queries by their ids.
 * @throws AwsError naming what is not known, or does not fit together.
 */
export function evaluateQueries(
  queries: readonly Query[],
  source: MetricSource,
  timesOf: TimesOf,
): ReadonlyMap<string, Value> {
  const results = new Map<string, Value>();
  const underWay = new Set<string>();
  const valueOf = (id: string): Value => {
    const known = results.get(id);
    if (known !== undefined) return known;
    const query = queries.find((each) => each.id === id);
    if (query === undefined) throw invalid(`There is no query with the id ${id}.`);
    if (underWay.has(id)) throw invalid(`The query ${id} refers to itself.`);
    underWay.add(id);
    const value =
      'metric' in query
        ? metricSeries(source, query.metric, timesOf, query.label)
        : evaluateExpression(parseExpression(query.expression), scope);
    results.set(id, value);
    return value;
  };
  const scope: MathScope = {
    valueOf,
    timesOf,
    quotaOf: (id) => {
      const query = queries.find((each) => each.id === id);
      const metric = query && 'metric' in query ? query.metric : undefined;
      const quota = metric && source.quotaOf(metric);
      if (metric && quota !== undefined) return { quota, period: metric.period };
      throw invalid(`The local AWS knows no service quota of ${id}.`);
    },
  };
  for (const { id } of queries) valueOf(id);
  return results;
}

/** A query's result as a time series, with its label. */
export function seriesOfQuery(query: Query, value: Value | undefined): TimeSeries {
  const { id, label } = query;
  if (value === undefined || typeof value === 'number') {
    throw invalid(`The result of ${id} is a number; it must be a time series.`);
  }
  return 'metric' in query ? value : { ...value, label: label ?? id };
}
