import type { TerraformStack } from 'cdktf';
import { AccessLogBucket } from '../../src/constructs/storage/access-log-bucket';
import { AlarmTopic } from '../../src/constructs/monitoring/alarm-topic';
import { ImageApi } from '../../src/constructs/api/image-api';
import { ImageBucket } from '../../src/constructs/storage/image-bucket';
import { ImageCdn } from '../../src/constructs/delivery/image-cdn';
import { ImageTable } from '../../src/constructs/storage/image-table';
import type {
  AlarmDefinition,
  ThresholdOverrides,
} from '../../src/constructs/monitoring/alarm-definitions';
import { ServiceAlarms } from '../../src/constructs/monitoring/service-alarms';
import type { Monitored } from '../../src/constructs/monitoring/service-metrics';
import { synthesize, testStack } from './stack';

/** Numbers that tell which threshold is where, by the alarm's id. */
export const thresholds: ThresholdOverrides = {
  'lambda-error-rate': 11,
  'lambda-duration': 13,
  'dynamodb-throttling': 14,
  's3-5xx': 15,
  'api-5xx': 16,
  'cloudfront-5xx-rate': 17,
  'certificate-expiry': 18,
  'account-charges': 19,
  'lambda-throttles': 20,
  'lambda-concurrency': 21,
  'dead-letters': 22,
  'dynamodb-account-limit': 23,
  'cloudfront-cache-hits': 24,
  'api-4xx-rate': 25,
  'api-latency': 26,
};

/** The functions of these handlers, as one stage would name them. */
export const functions = (...handlers: string[]): Monitored['functions'] =>
  handlers.map((handler) => ({ handler, functionName: `service-${handler}` }));

/** Everything that has metrics, in that stack. */
export function monitored(stack: TerraformStack, overrides: Partial<Monitored> = {}): Monitored {
  const common = { protection: 'disposable', noncurrentVersionDays: 1 } as const;
  const accessLogs = new AccessLogBucket(stack, 'logs', { ...common, bucketName: 'logs' });
  const allowedOrigins = ['https://site.example'];
  const bucket = new ImageBucket(stack, 'images', {
    ...common,
    bucketName: 'images',
    uploadOrigins: allowedOrigins,
    accessLogs,
  });
  return {
    region: 'us-east-1',
    functions: functions('upload', 'get'),
    deadLetterQueues: [{ handler: 'upload', queueName: 'service-upload-dead-letters' }],
    table: new ImageTable(stack, 'table', { ...common, tableName: 'ImageMetadata-test' }),
    bucket,
    cdn: new ImageCdn(stack, 'cdn', {
      name: 'service',
      domainName: 'images.site.example',
      hostedZoneName: 'site.example',
      bucket,
      accessLogs,
      allowedOrigins,
      priceClass: 'PriceClass_100',
    }),
    api: new ImageApi(stack, 'api', {
      apiName: 'service',
      logGroupName: '/logs',
      logRetentionDays: 14,
      jwtIssuer: 'https://issuer.example',
      jwtAudiences: ['a'],
      allowedOrigins,
      rateLimit: 1,
      burstLimit: 1,
    }),
    billingAlarm: 'account',
    ...overrides,
  };
}

/** Resources by a name. */
export type ByName = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface GivenAlarms extends Partial<Monitored> {
  readonly definitions?: readonly AlarmDefinition[];
}

/** The alarms of a stack in us-east-1, by what follows `service-` in their names. */
export function createAlarms({ definitions, ...overrides }: GivenAlarms = {}) {
  const stack = testStack();
  const topic = new AlarmTopic(stack, 'topic', { topicName: 'alarms', keyAlias: 'alias/alarms' });
  const of = monitored(stack, overrides);
  const alarms = new ServiceAlarms(stack, 'alarms', {
    namePrefix: 'service-',
    monitored: of,
    ...(definitions === undefined && { thresholds }),
    regions: { 'us-east-1': { topic } },
    ...(definitions && { definitions }),
  });
  const created = Object.values(synthesize(stack).resource.aws_cloudwatch_metric_alarm ?? {});
  const byName: ByName = Object.fromEntries(
    created.map((alarm) => [String(alarm.alarm_name).replace('service-', ''), alarm]),
  );
  return { stack, topic, of, alarms, byName };
}
