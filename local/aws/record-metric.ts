import type { Scope } from './aws-request';
import { occurring } from './cloudwatch/evaluation/samples';
import { addMetric } from './cloudwatch/metric-store';
import type { Store } from './store';

/** One value that AWS would measure, e.g. a function's invocation. */
export interface MetricValue {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: 'Count' | 'Milliseconds' | 'Bytes' | 'Percent' | 'None';
}

/** Records a value at the gateway's present time. */
export type RecordMetric = (scope: Scope, metric: MetricValue) => void;

/** Records what the gateway itself measures. */
export const recordMetricIn =
  (store: Store, now: () => Date): RecordMetric =>
  (scope, { value, unit, ...metric }) => {
    addMetric(store.metrics(scope), metric, { unit, at: now(), samples: occurring(value) });
  };
