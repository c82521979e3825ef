import type { z } from 'zod';
import type { Input } from '../input';
import { queryOf } from './evaluation/alarm-state';
import { dimensionsOf } from './evaluation/metric';
import { evaluateQueries, seriesOfQuery, type TimesOf } from './evaluation/queries';
import { addSamples, occurring, type Samples } from './evaluation/samples';
import { listMetricsInput, metricDataInput, metricDatumInput } from './metric-input';
import { addMetric, distinctMetrics, sourceOf, type StoredMetrics } from './metric-store';
import { invalid } from './invalid';
import { checked } from './protocols';

type Output = Readonly<Record<string, unknown>>;

/** GetMetricData, in one page. */
export function getMetricData(metrics: StoredMetrics, sent: Input): Output {
  const input = checked(metricDataInput, sent);
  const queries = input.MetricDataQueries.map(queryOf);
  const results = evaluateQueries(queries, sourceOf(metrics), timesBetween(input));
  const isReturned = new Map(
    input.MetricDataQueries.map(({ Id, ReturnData = true }) => [Id, ReturnData]),
  );
  return {
    MetricDataResults: queries
      .filter(({ id }) => isReturned.get(id))
      .map((query) => {
        const { label, points } = seriesOfQuery(query, results.get(query.id));
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

const RECENTLY_MS = 3 * 60 * 60 * 1000;

/** ListMetrics, in one page. */
export function listMetrics(metrics: StoredMetrics, sent: Input, now: Date): Output {
  const { Namespace, MetricName, Dimensions, RecentlyActive } = checked(listMetricsInput, sent);
  const source = sourceOf(metrics);
  const isRecent = (minute: number): boolean => minute * 1000 >= now.getTime() - RECENTLY_MS;
  const found = distinctMetrics(metrics).filter(
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

/** PutMetricData: values, and values with counts. */
export function putMetricData(metrics: StoredMetrics, sent: Input, now: Date): Output {
  const { Namespace, MetricData } = checked(metricDatumInput, sent);
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
  if (StatisticValues !== undefined) throw invalid('The local AWS takes no statistic sets.');
  if (Counts && Counts.length !== Values.length) {
    throw invalid(
      'The parameters MetricData.member.Values and MetricData.member.Counts must be of the same size.',
    );
  }
  const [first, ...more] = Value === undefined ? Values : [Value];
  if (first === undefined) throw invalid(`${MetricName} has neither Value nor Values.`);
  const samples = occurring(first, Counts?.[0]);
  for (const [index, value] of more.entries())
    addSamples(samples, occurring(value, Counts?.[index + 1]));
  return samples;
}

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
      throw invalid('The local AWS keeps metrics by the minute: Period must be a multiple of 60.');
    }
    const count = Math.ceil((EndTime / 1000 - start) / period);
    return Array.from({ length: count }, (_, index) => start + index * period);
  };
}
