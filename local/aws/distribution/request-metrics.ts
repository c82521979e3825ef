import { child, text } from '../cloudfront/xml';
import type { MetricValue, RecordMetric } from '../record-metric';
import type { Distribution } from './cache-behavior';

/** What a distribution's metrics say of one request. */
export interface MeasuredRequest {
  readonly status: number;
  /** Bytes of the body that the viewer got. */
  readonly bytes: number;
  /** Undefined for what no cache could answer: errors, and methods other than GET and HEAD. */
  readonly isFromCache: boolean | undefined;
}

/**
 * Records the metrics that CloudFront has of every distribution, and the hit rate where a monitoring
 * subscription enables it. A rate is a percentage of one request, of which CloudWatch takes the average.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
 */
export function recordRequest(
  recordMetric: RecordMetric,
  { id, accountId, account }: Distribution,
  { status, bytes, isFromCache }: MeasuredRequest,
): void {
  const scope = { accountId, region: 'us-east-1' };
  const dimensions = { DistributionId: id, Region: 'Global' };
  const record = (metricName: string, value: number, unit: MetricValue['unit']): void => {
    recordMetric(scope, { namespace: 'AWS/CloudFront', metricName, dimensions, value, unit });
  };
  const rate = (metricName: string, holds: boolean): void => {
    record(metricName, holds ? 100 : 0, 'Percent');
  };
  record('Requests', 1, 'None');
  record('BytesDownloaded', bytes, 'None');
  rate('4xxErrorRate', status >= 400 && status < 500);
  rate('5xxErrorRate', status >= 500);
  rate('TotalErrorRate', status >= 400);
  const subscription = child(
    account.monitoringSubscriptions[id] ?? {},
    'RealtimeMetricsSubscriptionConfig',
  );
  const hasMore = text(subscription, 'RealtimeMetricsSubscriptionStatus') === 'Enabled';
  if (hasMore && isFromCache !== undefined) rate('CacheHitRate', isFromCache);
}
