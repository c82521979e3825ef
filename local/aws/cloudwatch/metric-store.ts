import { CONCURRENT_EXECUTIONS } from '../lambda/account-limits';
import { sameMetric, type MetricIdentity } from './evaluation/metric';
import type { MetricSource } from './evaluation/queries';
import { addSamples, type Samples } from './evaluation/samples';

/** A metric of one unit with all that was measured of it. */
export interface StoredMetric extends MetricIdentity {
  readonly unit: string;
  /** By the minute, in seconds since 1970. */
  readonly minutes: Map<number, Samples>;
}

/** The metrics of an account and region, by a key that each unit has of its own. */
export type StoredMetrics = Record<string, StoredMetric>;

/** Adds what was measured at that time. */
export function addMetric(
  metrics: StoredMetrics,
  { namespace, metricName, dimensions }: MetricIdentity,
  { unit, at, samples }: { readonly unit: string; readonly at: Date; readonly samples: Samples },
): void {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([namespace, metricName, sorted, unit]);
  const metric = (metrics[key] ??= {
    ...{ namespace, metricName, dimensions: Object.fromEntries(sorted) },
    ...{ unit, minutes: new Map<number, Samples>() },
  });
  const minute = Math.floor(at.getTime() / 60_000) * 60;
  addMinute(metric.minutes, minute, samples);
}

function addMinute(minutes: Map<number, Samples>, minute: number, samples: Samples): void {
  const before = minutes.get(minute);
  if (before) addSamples(before, samples);
  else minutes.set(minute, samples);
}

/** Service quotas by the metric of their usage. */
const QUOTAS: Readonly<Record<string, number>> = {
  'AWS/Lambda ConcurrentExecutions': CONCURRENT_EXECUTIONS,
};

/** The metrics as the evaluation reads them. */
export const sourceOf = (metrics: StoredMetrics): MetricSource => ({
  quotaOf: ({ namespace, metricName }) => QUOTAS[`${namespace} ${metricName}`],
  samplesOf: (asked) => {
    const [first, ...more] = Object.values(metrics).filter(
      (metric) =>
        sameMetric(metric, asked) && (asked.unit === undefined || asked.unit === metric.unit),
    );
    if (first === undefined) return new Map();
    if (more.length === 0) return first.minutes;
    const all = structuredClone(first.minutes);
    for (const [minute, samples] of more.flatMap(({ minutes }) => [...minutes])) {
      addMinute(all, minute, structuredClone(samples));
    }
    return all;
  },
});

/** The metrics by their names and dimensions: those that differ by their unit only are one. */
export function distinctMetrics(stored: StoredMetrics): readonly StoredMetric[] {
  const metrics = Object.values(stored);
  return metrics.filter(
    (metric, index) => metrics.findIndex((each) => sameMetric(each, metric)) === index,
  );
}
