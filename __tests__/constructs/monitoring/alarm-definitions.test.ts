import { describe, expect, it } from '@jest/globals';
import { ALARMS, definitionOf } from '../../../src/constructs/monitoring/alarm-definitions';
import { createAlarms, type ByName } from '../../support/monitoring';
import { resolved } from '../../support/stack';

const { stack, topic, of, byName } = createAlarms();
const tableName = resolved(stack, of.table.table.name);
const index = { GlobalSecondaryIndexName: 'UserIndex' };
const once = { evaluation_periods: 1, datapoints_to_alarm: 1 };
const sustained = { evaluation_periods: 3, datapoints_to_alarm: 2 };
const above = { comparison_operator: 'GreaterThanThreshold' };

/** A metric of metric math. */
const query = (
  id: string,
  namespace: string,
  metric: string,
  dimensions: object,
  stat: string,
  period = 300,
) => ({ id, metric: { namespace, metric_name: metric, dimensions, stat, period } });

const result = (expression: string, label: string) => ({
  id: 'result',
  expression,
  label,
  return_data: true,
});

const lambda = (id: string, metric: string, functionName: string, stat = 'Sum') =>
  query(id, 'AWS/Lambda', metric, { FunctionName: functionName }, stat);

const table = { TableName: tableName };

const throttling = (number: number, metric: string, dimensions: object, label: string) => ({
  metric_query: [
    result(`FILL(throttled${number}, 0)`, label),
    query(`throttled${number}`, 'AWS/DynamoDB', metric, dimensions, 'Sum'),
  ],
  threshold: 14,
  ...above,
  ...once,
});

const nearLimit = (number: number, unit: 'Read' | 'Write', dimensions: object, label: string) => ({
  metric_query: [
    result(`FILL(100*consumed${number}/(300*limit${number}), 0)`, label),
    query(`consumed${number}`, 'AWS/DynamoDB', `Consumed${unit}CapacityUnits`, dimensions, 'Sum'),
    query(`limit${number}`, 'AWS/DynamoDB', `AccountMaxTableLevel${unit}s`, {}, 'Maximum'),
  ],
  threshold: 23,
  ...above,
  ...sustained,
});

const ofApi = {
  ApiId: resolved(stack, of.api.api.id),
  Stage: resolved(stack, of.api.stage.name),
};
const ofCdn = { DistributionId: resolved(stack, of.cdn.distribution.id), Region: 'Global' };

/** Each alarm: its metrics and when it is raised, in full. */
const EXPECTED: ByName = {
  'lambda-error-rate': {
    metric_query: [
      result(
        'IF((invocations1+invocations2)>=20, 100*(errors1+errors2)/(invocations1+invocations2), 0)',
        'upload, get',
      ),
      lambda('errors1', 'Errors', 'service-upload'),
      lambda('invocations1', 'Invocations', 'service-upload'),
      lambda('errors2', 'Errors', 'service-get'),
      lambda('invocations2', 'Invocations', 'service-get'),
    ],
    threshold: 11,
    ...above,
    ...sustained,
  },
  'lambda-duration-upload': {
    metric_query: [
      result('IF(invocations1>=20, duration1, 0)', 'upload'),
      lambda('duration1', 'Duration', 'service-upload', 'p95'),
      lambda('invocations1', 'Invocations', 'service-upload'),
    ],
    threshold: 13,
    ...above,
    ...sustained,
  },
  'lambda-duration-get': {
    metric_query: [
      result('IF(invocations2>=20, duration2, 0)', 'get'),
      lambda('duration2', 'Duration', 'service-get', 'p95'),
      lambda('invocations2', 'Invocations', 'service-get'),
    ],
    threshold: 13,
    ...above,
    ...sustained,
  },
  'lambda-throttles': {
    metric_query: [
      result('FILL((throttles1+throttles2), 0)', 'upload, get'),
      lambda('throttles1', 'Throttles', 'service-upload'),
      lambda('throttles2', 'Throttles', 'service-get'),
    ],
    threshold: 20,
    ...above,
    ...once,
  },
  'lambda-concurrency': {
    metric_query: [
      result('100*claimed/SERVICE_QUOTA(running)', 'all functions of the account'),
      query('claimed', 'AWS/Lambda', 'ClaimedAccountConcurrency', {}, 'Maximum'),
      query('running', 'AWS/Lambda', 'ConcurrentExecutions', {}, 'Maximum'),
    ],
    threshold: 21,
    ...above,
    ...sustained,
  },
  'dead-letters-upload': {
    namespace: 'AWS/SQS',
    metric_name: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: 'service-upload-dead-letters' },
    statistic: 'Maximum',
    period: 300,
    threshold: 22,
    ...above,
    ...once,
  },
  'dynamodb-throttling-table-reads': throttling(1, 'ReadThrottleEvents', table, 'table reads'),
  'dynamodb-throttling-table-writes': throttling(2, 'WriteThrottleEvents', table, 'table writes'),
  'dynamodb-throttling-user-index-reads': throttling(
    3,
    'ReadThrottleEvents',
    { ...table, ...index },
    'UserIndex reads',
  ),
  'dynamodb-throttling-user-index-writes': throttling(
    4,
    'WriteThrottleEvents',
    { ...table, ...index },
    'UserIndex writes',
  ),
  'dynamodb-account-limit-table-reads': nearLimit(1, 'Read', table, 'table reads'),
  'dynamodb-account-limit-table-writes': nearLimit(2, 'Write', table, 'table writes'),
  'dynamodb-account-limit-user-index-reads': nearLimit(
    3,
    'Read',
    { ...table, ...index },
    'UserIndex reads',
  ),
  'dynamodb-account-limit-user-index-writes': nearLimit(
    4,
    'Write',
    { ...table, ...index },
    'UserIndex writes',
  ),
  's3-5xx': {
    metric_query: [
      result('FILL(errors, 0)', '5xx'),
      query(
        'errors',
        'AWS/S3',
        '5xxErrors',
        {
          BucketName: resolved(stack, of.bucket.bucket.bucket),
          FilterId: resolved(stack, of.bucket.requestMetrics.name),
        },
        'Sum',
        3600,
      ),
    ],
    threshold: 15,
    ...above,
    ...once,
  },
  'api-5xx': {
    metric_query: [
      result('FILL(errors, 0)', '5xx'),
      query('errors', 'AWS/ApiGateway', '5xx', ofApi, 'Sum', 3600),
    ],
    threshold: 16,
    ...above,
    ...once,
  },
  'api-4xx-rate': {
    metric_query: [
      result('IF(requests>=100, 100*errors/requests, 0)', '4xx'),
      query('errors', 'AWS/ApiGateway', '4xx', ofApi, 'Sum'),
      query('requests', 'AWS/ApiGateway', 'Count', ofApi, 'Sum'),
    ],
    threshold: 25,
    ...above,
    ...sustained,
  },
  'api-latency': {
    metric_query: [
      result('IF(requests1>=20, latency1, 0)', 'p95'),
      query('latency1', 'AWS/ApiGateway', 'Latency', ofApi, 'p95'),
      query('requests1', 'AWS/ApiGateway', 'Count', ofApi, 'Sum'),
    ],
    threshold: 26,
    ...above,
    ...sustained,
  },
  'cloudfront-5xx-rate': {
    namespace: 'AWS/CloudFront',
    metric_name: '5xxErrorRate',
    dimensions: ofCdn,
    statistic: 'Average',
    period: 300,
    threshold: 17,
    ...above,
    ...sustained,
  },
  'cloudfront-cache-hits': {
    metric_query: [
      result('IF(requests>=1000, FILL(hits, 100), 100)', 'cache hits'),
      query('hits', 'AWS/CloudFront', 'CacheHitRate', ofCdn, 'Average', 3600),
      query('requests', 'AWS/CloudFront', 'Requests', ofCdn, 'Sum', 3600),
    ],
    threshold: 24,
    comparison_operator: 'LessThanThreshold',
    ...once,
  },
  'certificate-expiry': {
    namespace: 'AWS/CertificateManager',
    metric_name: 'DaysToExpiry',
    dimensions: { CertificateArn: resolved(stack, of.cdn.certificate.certificate.arn) },
    statistic: 'Minimum',
    period: 86_400,
    threshold: 18,
    comparison_operator: 'LessThanThreshold',
    ...once,
  },
  'account-charges': {
    namespace: 'AWS/Billing',
    metric_name: 'EstimatedCharges',
    dimensions: { Currency: 'USD' },
    statistic: 'Maximum',
    period: 21_600,
    threshold: 19,
    ...above,
    ...once,
  },
};

describe('The alarms', () => {
  it('are these, and no others', () => {
    expect(Object.keys(byName).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.entries(EXPECTED))(
    '%s watches its metric and is raised as it should',
    (name, expected) => {
      const { alarm_name, alarm_description, alarm_actions, ok_actions, ...rest } =
        byName[name] ?? {};
      expect(alarm_name).toBe(`service-${name}`);
      expect(alarm_description).toMatch(/ See docs\/runbook\.md#alarm-[a-z0-9-]+$/);
      expect(alarm_actions).toEqual([resolved(stack, topic.topic.arn)]);
      expect(ok_actions).toEqual([resolved(stack, topic.topic.arn)]);
      expect(rest).toEqual({ ...expected, treat_missing_data: 'notBreaching' });
    },
  );

  it('are of these severities', () => {
    const of = (severity: string) =>
      ALARMS.filter((definition) => definition.severity === severity).map(({ id }) => id);
    expect(of('page')).toEqual([
      'lambda-error-rate',
      'lambda-throttles',
      's3-5xx',
      'cloudfront-5xx-rate',
      'api-5xx',
    ]);
    expect(of('ticket')).toHaveLength(ALARMS.length - 5);
  });

  it.each([
    ['lambda-error-rate', 'lambda-error-rate'],
    ['lambda-error-rate-2', 'lambda-error-rate'],
    ['dynamodb-throttling-user-index-reads', 'dynamodb-throttling'],
    ['unhealthy', undefined],
    ['api-5xxx', undefined],
  ])('%s is made by the definition %s', (name, id) => {
    expect(definitionOf(name)?.id).toBe(id);
  });
});
