import { occurring } from './cloudwatch/evaluation/samples';
import { addMetric } from './cloudwatch/metric-store';
import type { RecordMetric } from './record-metric';
import type { Store } from './store';

/** Records what the gateway itself measures. */
export const recordMetricIn =
  (store: Store, now: () => Date): RecordMetric =>
  ({ accountId, region }, { value, unit, ...metric }) => {
    const samples = occurring(value);
    addMetric(store.metrics(`${accountId}/${region}`), metric, { unit, at: now(), samples });
  };
