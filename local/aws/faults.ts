import type { Call, Route } from './call';
import { recordThrottling } from './dynamodb-metrics';
import { isForS3 } from './error-answer';
import { AwsError } from './errors';
import type { Fault } from './fault';
import type { RecordMetric } from './record-metric';
import type { Store } from './store';

/** Takes one of the answers that tests want for the service; undefined where there is none. */
export function takeFault(
  { data: { faults } }: Store,
  service: string,
  operation: string,
  path = '',
): Fault | undefined {
  const index = faults.findIndex(
    (fault) =>
      fault.service === service &&
      (fault.operation === undefined || fault.operation === operation) &&
      path.endsWith(fault.path ?? ''),
  );
  const fault = faults[index];
  if (fault === undefined) return undefined;
  if (fault.count === 1) faults.splice(index, 1);
  else faults[index] = { ...fault, count: fault.count - 1 };
  return fault;
}

const serviceOf = (call: Call): string => (isForS3(call) ? 's3' : call.service);

/** The answers that tests want, in the protocol of the call. */
export const faults =
  (store: Store, recordMetric: RecordMetric): Route =>
  async (call) => {
    if (store.data.faults.length === 0 || call.target.startsWith('/_local/')) return undefined;
    const operation = (await call.operation()) ?? call.method;
    const fault = takeFault(store, serviceOf(call), operation, call.url.pathname);
    if (fault === undefined) return undefined;
    if (fault.service === 'dynamodb') await recordThrottling(recordMetric, call, fault.code);
    throw new AwsError(fault.code, fault.status, 'A fault that a test asked for.');
  };
