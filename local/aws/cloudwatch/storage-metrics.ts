import type { Moto } from '../moto';
import type { Scope } from '../aws-request';
import { CLOUDWATCH } from './alarm';
import { occurring } from './evaluation/samples';
import { addMetric, type StoredMetrics } from './metric-store';
import type { Command } from './protocols';

const DAY_MS = 24 * 60 * 60 * 1000;

interface Listed {
  readonly Metrics: readonly {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  }[];
}

interface Found {
  readonly MetricDataResults: readonly {
    readonly Id: string;
    readonly Values: readonly number[];
  }[];
}

/** Whether what is asked may be the size of a bucket. */
const mayConcernStorage = ({ operation, input }: Command): boolean =>
  operation === 'ListMetrics' || JSON.stringify(input).includes('AWS/S3');

/** BucketSizeBytes and NumberOfObjects, which moto measures itself: as today's, at midnight. */
export async function storageMetrics(
  { moto, scope }: { readonly moto: Moto; readonly scope: Scope },
  command: Command,
  now: Date,
): Promise<StoredMetrics> {
  const metrics: StoredMetrics = {};
  if (!mayConcernStorage(command)) return metrics;
  const ask = { Namespace: 'AWS/S3' };
  const { Metrics } = (await moto.json(scope, CLOUDWATCH, 'ListMetrics', ask)) as Listed;
  if (Metrics.length === 0) return metrics;
  // moto's clock is the system's.
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const { MetricDataResults } = (await moto.json(scope, CLOUDWATCH, 'GetMetricData', {
    StartTime: today / 1000,
    EndTime: (today + DAY_MS) / 1000,
    MetricDataQueries: Metrics.map((Metric, index) => ({
      Id: `m${index}`,
      MetricStat: { Metric, Period: DAY_MS / 1000, Stat: 'Average' },
    })),
  })) as Found;
  const at = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  for (const [index, { Namespace: namespace, MetricName, Dimensions }] of Metrics.entries()) {
    const value = MetricDataResults.find(({ Id }) => Id === `m${index}`)?.Values[0] ?? 0;
    const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
    const unit = MetricName === 'NumberOfObjects' ? 'Count' : 'Bytes';
    const samples = occurring(value);
    addMetric(metrics, { namespace, metricName: MetricName, dimensions }, { unit, at, samples });
  }
  return metrics;
}
