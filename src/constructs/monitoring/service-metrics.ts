import type { ImageApi } from '../api/image-api';
import type { ImageBucket } from '../storage/image-bucket';
import type { ImageCdn } from '../delivery/image-cdn';
import { ImageTable } from '../storage/image-table';
import type { Metric, Statistic } from './metric';

/** A function by its handler's name and its own: it need not exist yet. */
export interface MonitoredFunction {
  readonly handler: string;
  readonly functionName: string;
}

/** A queue of what a function has failed to handle, by the function's handler and its own name. */
export interface DeadLetterQueue {
  readonly handler: string;
  readonly queueName: string;
}

/** Everything that has metrics. */
export interface Monitored {
  /** Where the table, the bucket, the API and the functions are. */
  readonly region: string;
  readonly functions: readonly MonitoredFunction[];
  /** @default no function has one */
  readonly deadLetterQueues?: readonly DeadLetterQueue[];
  readonly table: ImageTable;
  readonly bucket: ImageBucket;
  readonly cdn: ImageCdn;
  readonly api: ImageApi;
  /** `account`: the charges of the whole account are watched here, and nowhere else. */
  readonly billingAlarm: 'off' | 'account';
}

export const FIVE_MINUTES = 5 * 60;

/**
 * CloudWatch evaluates an alarm every minute, over the periods that end then, unless they last more than a
 * day together: the sixth error within an hour is seen within minutes, wherever in the hour the others are.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export const HOUR = 60 * 60;
const SIX_HOURS = 6 * HOUR;
const DAY = 24 * HOUR;

/** CloudFront, its certificate and billing are measured nowhere else. */
const US_EAST_1 = 'us-east-1';

/** A metric of that region, of five minutes unless it says otherwise. */
const metric = (
  region: string,
  of: Omit<Metric, 'period' | 'region'> & { readonly period?: number },
): Metric => ({ period: FIVE_MINUTES, region, ...of });

/**
 * What one function does; nothing is emitted until it exists and is invoked.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const functionMetric = (
  { region }: Monitored,
  { handler, functionName }: MonitoredFunction,
  metricName: 'Duration' | 'Errors' | 'Invocations' | 'Throttles',
  statistic: Statistic,
): Metric =>
  metric(region, {
    namespace: 'AWS/Lambda',
    metricName,
    dimensions: { FunctionName: functionName },
    statistic,
    label: handler,
  });

/**
 * Concurrency of all functions of the account in the region: no function's name is a dimension of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
 */
export const accountConcurrency = (
  { region }: Monitored,
  metricName: 'ClaimedAccountConcurrency' | 'ConcurrentExecutions',
): Metric =>
  metric(region, {
    namespace: 'AWS/Lambda',
    metricName,
    dimensions: {},
    statistic: 'Maximum',
    label: 'all functions of the account',
  });

/**
 * Messages in a queue that nobody has taken out of it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export const queuedMessages = (
  { region }: Monitored,
  { handler, queueName }: DeadLetterQueue,
): Metric =>
  metric(region, {
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queueName },
    statistic: 'Maximum',
    label: handler,
  });

/**
 * A count of the table without its indexes, or of its index: no dimension covers both.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function tableMetric(
  { region, table }: Monitored,
  metricName:
    | 'ConsumedReadCapacityUnits'
    | 'ConsumedWriteCapacityUnits'
    | 'ReadThrottleEvents'
    | 'WriteThrottleEvents',
  of: 'table' | 'user-index',
  label: string = of === 'table' ? 'table' : ImageTable.USER_INDEX,
): Metric {
  const index = of === 'table' ? {} : { GlobalSecondaryIndexName: ImageTable.USER_INDEX };
  return metric(region, {
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensions: { TableName: table.table.name, ...index },
    statistic: 'Sum',
    label,
  });
}

/**
 * The capacity units a second that the account lets one table or one index of it consume, on-demand ones too.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const tableLimit = (
  { region }: Monitored,
  metricName: 'AccountMaxTableLevelReads' | 'AccountMaxTableLevelWrites',
): Metric =>
  metric(region, {
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensions: {},
    statistic: 'Maximum',
    label: 'limit of the account',
  });

/** How long DynamoDB takes for one operation, in milliseconds, of the table and its indexes. */
export const tableLatency = ({ region, table }: Monitored, operation: string): Metric =>
  metric(region, {
    namespace: 'AWS/DynamoDB',
    metricName: 'SuccessfulRequestLatency',
    dimensions: { TableName: table.table.name, Operation: operation },
    statistic: 'Average',
    label: operation,
  });

/** A request metric: it exists because of the bucket's `requestMetrics`. */
export const bucketRequests = (
  { region, bucket }: Monitored,
  metricName:
    | '4xxErrors'
    | '5xxErrors'
    | 'AllRequests'
    | 'BytesDownloaded'
    | 'BytesUploaded'
    | 'GetRequests'
    | 'PutRequests',
  label: string,
  period = FIVE_MINUTES,
): Metric =>
  metric(region, {
    namespace: 'AWS/S3',
    metricName,
    dimensions: { BucketName: bucket.bucket.bucket, FilterId: bucket.requestMetrics.name },
    statistic: 'Sum',
    period,
    label,
  });

/** The bytes in one storage class, which S3 counts once a day. */
export const bucketSize = (
  { region, bucket }: Monitored,
  storageType: string,
  label: string,
): Metric =>
  metric(region, {
    namespace: 'AWS/S3',
    metricName: 'BucketSizeBytes',
    dimensions: { BucketName: bucket.bucket.bucket, StorageType: storageType },
    statistic: 'Average',
    period: DAY,
    label,
  });

/** CloudFront has one valid statistic per metric; `CacheHitRate` needs the distribution's `monitoring`. */
const CDN_STATISTICS = {
  '4xxErrorRate': 'Average',
  '5xxErrorRate': 'Average',
  BytesDownloaded: 'Sum',
  BytesUploaded: 'Sum',
  CacheHitRate: 'Average',
  Requests: 'Sum',
} as const satisfies Record<string, Statistic>;

/**
 * What the distribution does, for all viewers.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
export const cdnMetric = (
  { cdn }: Monitored,
  metricName: keyof typeof CDN_STATISTICS,
  label: string,
  period = FIVE_MINUTES,
): Metric =>
  metric(US_EAST_1, {
    namespace: 'AWS/CloudFront',
    metricName,
    dimensions: { DistributionId: cdn.distribution.id, Region: 'Global' },
    statistic: CDN_STATISTICS[metricName],
    period,
    label,
  });

/**
 * What the API answers, over all routes.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export const apiMetric = (
  { region, api }: Monitored,
  metricName: '4xx' | '5xx' | 'Count' | 'IntegrationLatency' | 'Latency',
  statistic: Statistic,
  label: string,
  period = FIVE_MINUTES,
): Metric =>
  metric(region, {
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensions: { ApiId: api.api.id, Stage: api.stage.name },
    statistic,
    period,
    label,
  });

/** How long the distribution's certificate is still valid; ACM measures twice a day. */
export const certificateDaysLeft = ({ cdn }: Monitored): Metric =>
  metric(US_EAST_1, {
    namespace: 'AWS/CertificateManager',
    metricName: 'DaysToExpiry',
    dimensions: { CertificateArn: cdn.certificate.certificate.arn },
    statistic: 'Minimum',
    period: DAY,
    label: 'days left',
  });

/** The account's charges since the month began, measured about every six hours once billing alerts are on. */
export const accountCharges = (): Metric =>
  metric(US_EAST_1, {
    namespace: 'AWS/Billing',
    metricName: 'EstimatedCharges',
    dimensions: { Currency: 'USD' },
    statistic: 'Maximum',
    period: SIX_HOURS,
    label: 'US dollars this month',
  });
