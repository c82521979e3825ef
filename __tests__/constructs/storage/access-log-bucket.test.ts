import { describe, expect, it } from '@jest/globals';
import { AccessLogBucket } from '../../../src/constructs/storage/access-log-bucket';
import { PrivateBucket } from '../../../src/constructs/storage/private-bucket';
import { only, resolved, statements, synthesize, testStack } from '../../support/stack';

const props = { bucketName: 'logs', protection: 'disposable' } as const;

describe('AccessLogBucket', () => {
  it('deletes logs after 90 days', () => {
    const stack = testStack();
    new AccessLogBucket(stack, 'logs', props);
    const lifecycle = only(synthesize(stack), 'aws_s3_bucket_lifecycle_configuration');
    expect(lifecycle.rule).toContainEqual({
      id: 'expire-logs',
      status: 'Enabled',
      filter: [{}],
      expiration: [{ days: 90 }],
    });
  });

  it('lets CloudWatch Logs deliver for this account only, and turns ACLs off', () => {
    const stack = testStack();
    new AccessLogBucket(stack, 'logs', props);
    const synthesized = synthesize(stack);
    const account = expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/);
    expect(statements(synthesized).AWSLogDeliveryWrite).toEqual({
      sid: 'AWSLogDeliveryWrite',
      principals: [{ type: 'Service', identifiers: ['delivery.logs.amazonaws.com'] }],
      actions: ['s3:PutObject'],
      resources: [
        expect.stringMatching(
          /^\$\{aws_s3_bucket\.logs_\S+\.arn\}\/AWSLogs\/\$\{data\.aws_caller_identity\.\S+\}\/\*$/,
        ),
      ],
      condition: [
        { test: 'StringEquals', variable: 's3:x-amz-acl', values: ['bucket-owner-full-control'] },
        { test: 'StringEquals', variable: 'aws:SourceAccount', values: [account] },
        {
          test: 'ArnLike',
          variable: 'aws:SourceArn',
          values: [expect.stringMatching(/^arn:aws:logs:us-east-1:\$\{\S+\}:delivery-source:\*$/)],
        },
      ],
    });
    expect(only(synthesized, 'aws_s3_bucket_ownership_controls').rule).toEqual({
      object_ownership: 'BucketOwnerEnforced',
    });
  });

  it('lets S3 deliver the logs of the buckets of this account that log to it, and of no others', () => {
    const stack = testStack();
    const logs = new AccessLogBucket(stack, 'logs', props);
    const sources = ['one', 'two'].map((bucketName) => {
      const source = new PrivateBucket(stack, bucketName, {
        ...{ bucketName, protection: 'disposable', noncurrentVersionDays: 1 },
      });
      logs.enableAccessLogging(source);
      return source.bucket;
    });
    const synthesized = synthesize(stack);
    expect(Object.values(synthesized.resource.aws_s3_bucket_logging ?? {})).toEqual(
      sources.map((source) => ({
        bucket: resolved(stack, source.id),
        target_bucket: resolved(stack, logs.bucket.id),
        target_prefix: 's3/',
        depends_on: [expect.stringMatching(/^aws_s3_bucket_policy\.logs_policy_/)],
      })),
    );
    expect(statements(synthesized).AllowS3AccessLogs).toEqual({
      sid: 'AllowS3AccessLogs',
      principals: [{ type: 'Service', identifiers: ['logging.s3.amazonaws.com'] }],
      actions: ['s3:PutObject'],
      resources: [`${resolved(stack, logs.bucket.arn) as string}/s3/*`],
      condition: [
        {
          test: 'ArnEquals',
          variable: 'aws:SourceArn',
          values: sources.map((source) => resolved(stack, source.arn)),
        },
        {
          test: 'StringEquals',
          variable: 'aws:SourceAccount',
          values: [expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/)],
        },
      ],
    });
  });
});
