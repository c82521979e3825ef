import type { Distribution } from '@aws-sdk/client-cloudfront';
import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { App } from 'cdktf';
import type { StageConfig } from '../../src/config/schema';
import type { Statistic } from '../../src/constructs/monitoring/metric';
import type { StateResource, TerraformState } from '../../src/terraform/state/state-file';
import type { Json } from '../../src/values/json';
import { expectedStage } from '../../src/ops/verify/expected';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config, stage } from './config';
import { KNOWN_FUNCTIONS } from './known-functions';

export const TOPIC = 'arn:aws:sns:us-east-1:111122223333:image-service-dev-alarms';
export const PAGE_TOPIC = 'arn:aws:sns:us-east-1:111122223333:image-service-dev-pages';
export const BUCKET = 'images-lego-moc-dev';
export const EMAIL = 'oncall@lego-api.com';
/** The stage's configuration, its stack, and what is expected of it. */
export const values: StageConfig = stage('dev', { alarmEmails: [EMAIL] });
export const stack = new ImageServiceStack(new App(), {
  shared: config.shared,
  stage: values,
  functions: KNOWN_FUNCTIONS,
});
export const expected = expectedStage(config.shared, values, KNOWN_FUNCTIONS);

export function healthyTable(): TableDescription {
  return {
    TableName: 'ImageMetadata-dev',
    TableStatus: 'ACTIVE',
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'UserIndex',
        KeySchema: [
          { AttributeName: 'userId', KeyType: 'HASH' },
          { AttributeName: 'createdAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    DeletionProtectionEnabled: false,
  };
}

export function healthyDistribution() {
  return {
    Status: 'Deployed',
    DistributionConfig: {
      Enabled: true,
      Aliases: { Quantity: 1, Items: ['images.dev.lego-api.com'] },
      Origins: {
        Quantity: 1,
        Items: [
          {
            Id: 'images',
            DomainName: `${BUCKET}.s3.us-east-1.amazonaws.com`,
            OriginAccessControlId: 'oac',
          },
        ],
      },
      DefaultCacheBehavior: {
        TargetOriginId: 'images',
        ViewerProtocolPolicy: 'redirect-to-https',
        CachePolicyId: 'cache',
      },
      ViewerCertificate: {
        ACMCertificateArn: 'arn:certificate',
        MinimumProtocolVersion: 'TLSv1.2_2021',
      },
    },
  } satisfies Partial<{ [K in keyof Distribution]: unknown }>;
}

export function healthyAlarms(): MetricAlarm[] {
  return stack.monitoring.alarms.alarms.map(({ resource, series, threshold }) => ({
    AlarmName: resource.alarmNameInput,
    StateValue: 'OK',
    ActionsEnabled: true,
    AlarmActions: [TOPIC],
    ComparisonOperator:
      resource.comparisonOperatorInput === 'LessThanThreshold'
        ? 'LessThanThreshold'
        : 'GreaterThanThreshold',
    Threshold: threshold,
    EvaluationPeriods: resource.evaluationPeriodsInput,
    DatapointsToAlarm: resource.datapointsToAlarmInput,
    ...('expression' in series
      ? {
          Metrics: [
            { Id: 'result', Expression: series.expression },
            // In another order than they were given.
            ...Object.entries(series.metrics)
              .reverse()
              .map(([Id, metric]) => ({
                Id,
                MetricStat: {
                  Metric: { Namespace: metric.namespace, MetricName: metric.metricName },
                  Period: metric.period,
                  Stat: metric.statistic,
                },
              })),
          ],
        }
      : {
          MetricName: series.metricName,
          Period: series.period,
          ...statisticOf(series.statistic),
        }),
  }));
}

export const healthyCompositeAlarms = (): CompositeAlarm[] => [
  {
    AlarmName: 'image-service-dev-unhealthy',
    StateValue: 'OK',
    ActionsEnabled: true,
    AlarmActions: [PAGE_TOPIC],
    AlarmRule: ['lambda-error-rate', 'lambda-throttles', 's3-5xx', 'cloudfront-5xx-rate', 'api-5xx']
      .map((name) => `ALARM("image-service-dev-${name}")`)
      .join(' OR '),
  },
];

function statisticOf(name: Statistic) {
  return name === 'Average' || name === 'Maximum' || name === 'Minimum' || name === 'Sum'
    ? { Statistic: name }
    : { ExtendedStatistic: name };
}

export function healthyState(): TerraformState {
  const known: Readonly<Record<string, Json>> = {
    alarm_topic_arn: TOPIC,
    api_endpoint: 'https://a1b2c3.execute-api.us-east-1.amazonaws.com',
    api_id: 'a1b2c3',
    cdn_distribution_id: 'E123',
    cdn_domain_name: 'd123.cloudfront.net',
    jwt_authorizer_id: 'auth',
  };
  return {
    serial: 1,
    lineage: 'lineage',
    terraformVersion: '1.11.4',
    outputs: Object.fromEntries(
      expected.outputs.map((name) => [name, { value: known[name] ?? 'known', sensitive: false }]),
    ),
    resources: [managedResource('aws_vpc', { id: 'vpc-1' })],
  };
}

/** A resource as the state has it. */
export const managedResource = (
  type: string,
  attributes: StateResource['attributes'],
): StateResource => ({
  address: `${type}.it`,
  mode: 'managed',
  type,
  tainted: false,
  attributes,
  sensitivePaths: [],
});
