import { describe, expect, it } from '@jest/globals';
import { AccessLogBucket } from '../../../src/constructs/storage/access-log-bucket';
import { ImageBucket } from '../../../src/constructs/storage/image-bucket';
import { resolved, statements, synthesize, testStack } from '../../support/stack';

const stack = testStack();
const accessLogs = new AccessLogBucket(stack, 'logs', {
  bucketName: 'logs',
  protection: 'disposable',
});
const images = new ImageBucket(stack, 'images', {
  bucketName: 'images',
  protection: 'protected',
  noncurrentVersionDays: 30,
  uploadOrigins: ['https://a.example', 'https://b.example'],
  accessLogs,
});
const synthesized = synthesize(stack);
const bucket = resolved(stack, images.bucket.id);

function ofImages(type: string): Readonly<Record<string, unknown>> | undefined {
  return Object.values(synthesized.resource[type] ?? {}).find((found) => found.bucket === bucket);
}

describe('ImageBucket', () => {
  it('moves images to Intelligent-Tiering after 30 days', () => {
    expect(ofImages('aws_s3_bucket_lifecycle_configuration')?.rule).toContainEqual({
      id: 'intelligent-tiering',
      status: 'Enabled',
      filter: [{}],
      transition: [{ days: 30, storage_class: 'INTELLIGENT_TIERING' }],
    });
  });

  it('takes uploads from the given origins only, and shows them ETag and Location', () => {
    expect(ofImages('aws_s3_bucket_cors_configuration')?.cors_rule).toEqual([
      {
        allowed_origins: ['https://a.example', 'https://b.example'],
        allowed_methods: ['PUT', 'POST'],
        allowed_headers: ['*'],
        expose_headers: ['ETag', 'Location'],
        max_age_seconds: 3600,
      },
    ]);
  });

  it('has request metrics for the whole bucket', () => {
    expect(ofImages('aws_s3_bucket_metric')).toMatchObject({ name: 'EntireBucket' });
    expect(ofImages('aws_s3_bucket_metric')).not.toHaveProperty('filter');
  });

  it('logs access to the log bucket, once that bucket lets S3 write', () => {
    const logging = ofImages('aws_s3_bucket_logging');
    expect(logging).toMatchObject({
      target_bucket: resolved(stack, accessLogs.bucket.id),
      target_prefix: 's3/',
    });
    expect(logging?.depends_on).toEqual([expect.stringMatching(/^aws_s3_bucket_policy\.logs/)]);
    expect(statements(synthesized)).toHaveProperty('AllowS3AccessLogs');
  });
});
