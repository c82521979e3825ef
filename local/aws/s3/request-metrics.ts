import type { ServerResponse } from 'node:http';
import type { Aws } from '../aws';
import type { Call } from '../call';
import { isForS3 } from '../error-answer';
import type { MetricValue } from '../record-metric';
import { xmlReader } from '../xml';
import { s3Target, type S3Target } from './s3-target';

interface Measurement {
  readonly status: number;
  readonly milliseconds: number;
  readonly uploaded: number;
  readonly downloaded: number;
}

/**
 * Records the request metrics of a bucket that has such a configuration.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
export function measureS3(
  { store, recordMetric }: Pick<Aws, 'store' | 'recordMetric'>,
  call: Call,
  response: ServerResponse,
): void {
  const start = performance.now();
  response.once('finish', () => {
    const { to } = call.admitted ?? {};
    if ((to !== 'object' && to !== 'everything') || !isForS3(call)) return;
    const target = s3Target(call);
    const found = store.requestMetrics(target.bucket);
    if (found === undefined) return;
    const { accountId, configurations } = found;
    const measured = {
      status: response.statusCode,
      milliseconds: performance.now() - start,
      uploaded: Number(
        call.headers['x-amz-decoded-content-length'] ?? call.headers['content-length'] ?? 0,
      ),
      downloaded: call.method === 'HEAD' ? 0 : Number(response.getHeader('content-length') ?? 0),
    };
    for (const [FilterId, { region, xml }] of Object.entries(configurations)) {
      if (!isMeasured(xml, target)) continue;
      const dimensions = { BucketName: target.bucket, FilterId };
      for (const value of valuesOf(call.method, target, measured)) {
        recordMetric({ accountId, region }, { namespace: 'AWS/S3', dimensions, ...value });
      }
    }
  });
}

const reader = xmlReader();

/** Whether a configuration without a filter, or with the beginning of keys, covers the request. */
function isMeasured(xml: string, { key }: S3Target): boolean {
  const { MetricsConfiguration } = reader.parse(xml) as {
    readonly MetricsConfiguration: { readonly Filter?: { readonly Prefix?: string } | '' };
  };
  const filter = MetricsConfiguration.Filter ?? '';
  if (filter === '') return true;
  const { Prefix } = filter;
  return Prefix !== undefined && Object.keys(filter).length === 1 && (key ?? '').startsWith(Prefix);
}

const REQUESTS: Readonly<Record<string, string>> = {
  GET: 'GetRequests',
  PUT: 'PutRequests',
  DELETE: 'DeleteRequests',
  HEAD: 'HeadRequests',
  POST: 'PostRequests',
};

/** Every request counts for both kinds of errors, as 0 or 1. */
function valuesOf(
  method: string,
  { key }: S3Target,
  { status, milliseconds, uploaded, downloaded }: Measurement,
): readonly Omit<MetricValue, 'namespace' | 'dimensions'>[] {
  const count = (metricName: string, value = 1) => ({ metricName, value, unit: 'Count' }) as const;
  const bytes = (metricName: string, value: number) =>
    value > 0 ? [{ metricName, value, unit: 'Bytes' } as const] : [];
  const ofObjects = key === undefined ? undefined : REQUESTS[method];
  return [
    count('AllRequests'),
    ...(ofObjects === undefined ? [] : [count(ofObjects)]),
    count('4xxErrors', Number(status >= 400 && status < 500)),
    count('5xxErrors', Number(status >= 500)),
    ...bytes('BytesUploaded', uploaded),
    ...bytes('BytesDownloaded', downloaded),
    { metricName: 'TotalRequestLatency', value: milliseconds, unit: 'Milliseconds' },
  ];
}
