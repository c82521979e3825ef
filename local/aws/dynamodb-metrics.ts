import type { ServerResponse } from 'node:http';
import type { Scope } from './aws-request';
import type { Call } from './call';
import type { RecordMetric } from './record-metric';

const NAMESPACE = 'AWS/DynamoDB';

const READS = /^(?:GetItem|BatchGetItem|Query|Scan|TransactGetItems)$/;
const THROTTLES =
  /^(?:ProvisionedThroughputExceededException|ThrottlingException|RequestLimitExceeded)$/;

interface Asked {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
}

/** The tables of a call, each once. */
async function askedOf(call: Call) {
  const asked = JSON.parse((await call.body()).toString('utf8') || '{}') as Asked;
  const { TableName, IndexName, RequestItems = {} } = asked;
  return { tables: TableName === undefined ? Object.keys(RequestItems) : [TableName], IndexName };
}

/**
 * Records how long DynamoDB took for an operation that succeeded.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function measureDynamoDb(
  recordMetric: RecordMetric,
  call: Call,
  response: ServerResponse,
): void {
  const { signed } = call;
  if (signed?.service !== 'dynamodb') return;
  const start = performance.now();
  response.once('finish', () => {
    if (response.statusCode !== 200) return;
    const value = performance.now() - start;
    recordLatency(recordMetric, signed, call, value).catch(() => {
      // The call was answered; what it says otherwise than others is not measured.
    });
  });
}

async function recordLatency(
  recordMetric: RecordMetric,
  scope: Scope,
  call: Call,
  value: number,
): Promise<void> {
  const Operation = (await call.operation()) ?? '';
  const { tables } = await askedOf(call);
  for (const TableName of tables) {
    recordMetric(scope, {
      ...{ namespace: NAMESPACE, metricName: 'SuccessfulRequestLatency', unit: 'Milliseconds' },
      ...{ dimensions: { TableName, Operation }, value },
    });
  }
}

/** Records that DynamoDB has refused a call because of its capacity. */
export async function recordThrottling(
  recordMetric: RecordMetric,
  call: Call,
  code: string,
): Promise<void> {
  const { signed } = call;
  if (!signed || !THROTTLES.test(code)) return;
  const Operation = (await call.operation()) ?? '';
  const { tables, IndexName } = await askedOf(call);
  const events = READS.test(Operation) ? 'ReadThrottleEvents' : 'WriteThrottleEvents';
  for (const TableName of tables) {
    const index = IndexName !== undefined && { GlobalSecondaryIndexName: IndexName };
    const count = { namespace: NAMESPACE, value: 1, unit: 'Count' } as const;
    recordMetric(signed, { ...count, metricName: events, dimensions: { TableName, ...index } });
    const dimensions = { TableName, Operation };
    recordMetric(signed, { ...count, metricName: 'ThrottledRequests', dimensions });
  }
}
