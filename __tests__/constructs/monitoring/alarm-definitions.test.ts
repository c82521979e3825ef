import { describe, expect, it } from '@jest/globals';
import type { ByName } from '../../support/monitoring';
import { createAlarms } from '../../support/monitoring';
import { resolved } from '../../support/stack';

const { stack, topic, of, byName } = createAlarms();
const tableName = resolved(stack, of.table.table.name);
const index = { GlobalSecondaryIndexName: 'UserIndex' };
const minutes = { statistic: 'Sum', period: 300 };
const hour = { statistic: 'Sum', period: 3600 };
const once = { evaluation_periods: 1, datapoints_to_alarm: 1 };
const sustained = { evaluation_periods: 3, datapoints_to_alarm: 2 };
const above = { comparison_operator: 'GreaterThanThreshold' };

/** Each alarm but the error rate, which is metric math: its metric and when it is raised, in full. */
const EXPECTED: ByName = {
  'lambda-duration-upload': {
    namespace: 'AWS/Lambda',
    metric_name: 'Duration',
    dimensions: { FunctionName: 'service-upload' },
    extended_statistic: 'p95',
    evaluate_low_sample_count_percentiles: 'ignore',
    period: 300,
    threshold: 13,
    ...above,
    ...sustained,
  },
  'lambda-duration-get': {
    namespace: 'AWS/Lambda',
    metric_name: 'Duration',
    dimensions: { FunctionName: 'service-get' },
    extended_statistic: 'p95',
    evaluate_low_sample_count_percentiles: 'ignore',
    period: 300,
    threshold: 13,
    ...above,
    ...sustained,
  },
  'dynamodb-throttling-table-reads': {
    namespace: 'AWS/DynamoDB',
    metric_name: 'ReadThrottleEvents',
    dimensions: { TableName: tableName },
    ...minutes,
    threshold: 14,
    ...above,
    ...once,
  },
  'dynamodb-throttling-table-writes': {
    namespace: 'AWS/DynamoDB',
    metric_name: 'WriteThrottleEvents',
    dimensions: { TableName: tableName },
    ...minutes,
    threshold: 14,
    ...above,
    ...once,
  },
  'dynamodb-throttling-user-index-reads': {
    namespace: 'AWS/DynamoDB',
    metric_name: 'ReadThrottleEvents',
    dimensions: { TableName: tableName, ...index },
    ...minutes,
    threshold: 14,
    ...above,
    ...once,
  },
  'dynamodb-throttling-user-index-writes': {
    namespace: 'AWS/DynamoDB',
    metric_name: 'WriteThrottleEvents',
    dimensions: { TableName: tableName, ...index },
    ...minutes,
    threshold: 14,
    ...above,
    ...once,
  },
  's3-5xx': {
    namespace: 'AWS/S3',
    metric_name: '5xxErrors',
    dimensions: {
      BucketName: resolved(stack, of.bucket.bucket.bucket),
      FilterId: resolved(stack, of.bucket.requestMetrics.name),
    },
    ...hour,
    threshold: 15,
    ...above,
    ...once,
  },
  'api-5xx': {
    namespace: 'AWS/ApiGateway',
    metric_name: '5xx',
    dimensions: {
      ApiId: resolved(stack, of.api.api.id),
      Stage: resolved(stack, of.api.stage.name),
    },
    ...hour,
    threshold: 16,
    ...above,
    ...once,
  },
  'cloudfront-5xx-rate': {
    namespace: 'AWS/CloudFront',
    metric_name: '5xxErrorRate',
    dimensions: { DistributionId: resolved(stack, of.cdn.distribution.id), Region: 'Global' },
    statistic: 'Average',
    period: 300,
    threshold: 17,
    ...above,
    ...sustained,
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
    expect(Object.keys(byName).sort()).toEqual(
      ['lambda-error-rate', ...Object.keys(EXPECTED)].sort(),
    );
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

  it('calculates the error rate of all functions together, of enough invocations only', () => {
    const query = (id: string, metric: string, functionName: string) => ({
      id,
      metric: {
        namespace: 'AWS/Lambda',
        metric_name: metric,
        dimensions: { FunctionName: functionName },
        stat: 'Sum',
        period: 300,
      },
    });
    expect(byName['lambda-error-rate']).toEqual({
      alarm_name: 'service-lambda-error-rate',
      alarm_description:
        'Lambda error rate: above 11 % of invocations (upload, get). See docs/runbook.md#alarm-lambda-error-rate',
      alarm_actions: [resolved(stack, topic.topic.arn)],
      ok_actions: [resolved(stack, topic.topic.arn)],
      treat_missing_data: 'notBreaching',
      threshold: 11,
      ...above,
      ...sustained,
      metric_query: [
        {
          id: 'result',
          expression:
            'IF((invocations1+invocations2)>=20, 100*(errors1+errors2)/(invocations1+invocations2), 0)',
          label: 'upload, get',
          return_data: true,
        },
        query('errors1', 'Errors', 'service-upload'),
        query('invocations1', 'Invocations', 'service-upload'),
        query('errors2', 'Errors', 'service-get'),
        query('invocations2', 'Invocations', 'service-get'),
      ],
    });
  });
});
