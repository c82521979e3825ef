import type { z } from 'zod';
import { queryOf } from './evaluation/alarm-state';
import { NotEvaluable } from './evaluation/not-evaluable';
import {
  evaluateQueries,
  metricSeries,
  seriesOfQuery,
  type MetricStatistic,
  type TimesOf,
} from './evaluation/queries';
import { addSamples, occurring, type Samples } from './evaluation/samples';
import {
  listMetricsInput,
  metricDataInput,
  metricDatumInput,
  metricStatisticsInput,
} from './metric-input';
import { addMetric, sourceOf, type StoredMetrics } from './metric-store';
import { inputOf, invalid, type Command } from './protocols';

type Output = Readonly<Record<string, unknown>>;

/** GetMetricData, in one page. */
export function getMetricData(metrics: StoredMetrics, sent: Command['input']): Output {
  const input = inputOf(metricDataInput, sent);
  const queries = input.MetricDataQueries.map(queryOf);
  const results = evaluateQueries(queries, sourceOf(metrics), timesBetween(input));
  const isReturned = new Map(
    input.MetricDataQueries.map(({ Id, ReturnData = true }) => [Id, ReturnData]),
  );
  return {
    MetricDataResults: queries
      .filter(({ id }) => isReturned.get(id))
      .flatMap((query) =>
        seriesOfQuery(query, results.get(query.id)).map((series) => ({ query, series })),
      )
      .map(({ query, series: { label, points } }) => {
        const sorted = [...points].sort(([a], [b]) => a - b);
        if (input.ScanBy === 'TimestampDescending') sorted.reverse();
        return {
          Id: query.id,
          Label: label,
          Timestamps: sorted.map(([time]) => time),
          Values: sorted.map(([, value]) => value),
          StatusCode: 'Complete',
        };
      }),
    Messages: [],
  };
}

/** GetMetricStatistics. */
export function getMetricStatistics(metrics: StoredMetrics, sent: Command['input']): Output {
  const input = inputOf(metricStatisticsInput, sent);
  const { Statistics, ExtendedStatistics, MetricName, Unit } = input;
  if (Statistics.length + ExtendedStatistics.length === 0) {
    throw invalid('Must specify either Statistics or ExtendedStatistics');
  }
  const metric = {
    ...{ namespace: input.Namespace, metricName: MetricName, unit: Unit, period: input.Period },
    dimensions: dimensionsOf(input.Dimensions),
  };
  const timesOf = timesBetween(input);
  const pointsOf = (statistic: string): ReadonlyMap<number, number> =>
    metricSeries(sourceOf(metrics), { ...metric, statistic }, timesOf).points;
  const simple = Statistics.map((name) => [name, pointsOf(name)] as const);
  const extended = ExtendedStatistics.map((name) => [name, pointsOf(name)] as const);
  const at = (time: number, all: typeof simple): object =>
    Object.fromEntries(
      all.flatMap(([name, points]) => (points.has(time) ? [[name, points.get(time)]] : [])),
    );
  const measured = pointsOf('SampleCount');
  return {
    Label: MetricName,
    Datapoints: timesOf(input.Period)
      .filter((time) => measured.has(time))
      .map((time) => ({
        Timestamp: time,
        Unit: unitOf(metrics, metric),
        ...at(time, simple),
        ...(extended.length > 0 && { ExtendedStatistics: at(time, extended) }),
      })),
  };
}

const RECENTLY_MS = 3 * 60 * 60 * 1000;

/** ListMetrics, in one page. */
export function listMetrics(metrics: StoredMetrics, sent: Command['input'], now: Date): Output {
  const { Namespace, MetricName, Dimensions, RecentlyActive } = inputOf(listMetricsInput, sent);
  const source = sourceOf(metrics);
  const isRecent = (minute: number): boolean => minute * 1000 >= now.getTime() - RECENTLY_MS;
  const found = source
    .all()
    .filter(
      (metric) =>
        (Namespace === undefined || metric.namespace === Namespace) &&
        (MetricName === undefined || metric.metricName === MetricName) &&
        Dimensions.every(
          ({ Name, Value }) =>
            Name in metric.dimensions && (Value === undefined || metric.dimensions[Name] === Value),
        ) &&
        (RecentlyActive === undefined || [...source.samplesOf(metric).keys()].some(isRecent)),
    );
  return {
    Metrics: found.map(({ namespace, metricName, dimensions }) => ({
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    })),
  };
}

/** PutMetricData: values, values with counts, and statistic sets. */
export function putMetricData(metrics: StoredMetrics, sent: Command['input'], now: Date): Output {
  const { Namespace, MetricData } = inputOf(metricDatumInput, sent);
  for (const datum of MetricData) {
    const { MetricName: metricName, Dimensions, Unit: unit, Timestamp } = datum;
    const metric = { namespace: Namespace, metricName, dimensions: dimensionsOf(Dimensions) };
    const at = Timestamp === undefined ? now : new Date(Timestamp);
    addMetric(metrics, metric, { unit, at, samples: samplesOf(datum) });
  }
  return {};
}

type Datum = z.infer<typeof metricDatumInput>['MetricData'][number];

function samplesOf({ MetricName, Value, Values, Counts, StatisticValues }: Datum): Samples {
  if (StatisticValues) {
    const { SampleCount: count, Sum: sum, Minimum: minimum, Maximum: maximum } = StatisticValues;
    return { count, sum, minimum, maximum, occurrences: undefined };
  }
  if (Counts && Counts.length !== Values.length) {
    throw invalid(
      'The parameters MetricData.member.Values and MetricData.member.Counts must be of the same size.',
    );
  }
  const [first, ...more] = Value === undefined ? Values : [Value];
  if (first === undefined) throw invalid(`${MetricName} has no Value, Values or StatisticValues.`);
  const samples = occurring(first, Counts?.[0]);
  for (const [index, value] of more.entries())
    addSamples(samples, occurring(value, Counts?.[index + 1]));
  return samples;
}

const dimensionsOf = (
  dimensions: readonly { readonly Name: string; readonly Value: string }[] = [],
): Record<string, string> => Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value]));

const MINUTE = 60;

/** Periods follow each other from the start, which is taken for the beginning of its minute. */
function timesBetween({
  StartTime,
  EndTime,
}: {
  readonly StartTime: number;
  readonly EndTime: number;
}): TimesOf {
  if (StartTime >= EndTime) throw invalid('The parameter EndTime must be greater than StartTime.');
  const start = Math.floor(StartTime / 60_000) * MINUTE;
  return (period) => {
    if (!(period > 0) || period % MINUTE !== 0) {
      throw new NotEvaluable(
        'The local AWS keeps metrics by the minute: Period must be a multiple of 60.',
      );
    }
    const count = Math.ceil((EndTime / 1000 - start) / period);
    return Array.from({ length: count }, (_, index) => start + index * period);
  };
}

/** The unit in which a metric was measured. */
function unitOf(metrics: StoredMetrics, asked: Omit<MetricStatistic, 'statistic'>): string {
  const { namespace, metricName, unit } = asked;
  const found = Object.values(metrics).find(
    (metric) => metric.namespace === namespace && metric.metricName === metricName,
  );
  return unit ?? found?.unit ?? 'None';
}
