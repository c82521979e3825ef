import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { describe, expect, it } from '@jest/globals';
import type { AccessLogBucketProps } from '../../src/constructs/access-log-bucket';
import { AccessLogBucket } from '../../src/constructs/access-log-bucket';
import type { SynthesizedStack } from '../support/stack';
import { only, resolved, statements, synthesize, testStack } from '../support/stack';

const props = { bucketName: 'logs', protection: 'disposable' } as const;

function synth(overrides: Partial<AccessLogBucketProps> = {}): SynthesizedStack {
  const stack = testStack();
  new AccessLogBucket(stack, 'logs', { ...props, ...overrides });
  return synthesize(stack);
}

describe('AccessLogBucket', () => {
  it.each([
    { given: undefined, days: 90 },
    { given: 30, days: 30 },
  ])('deletes logs after $days days when given $given', ({ given, days }) => {
    const lifecycle = only(
      synth(given === undefined ? {} : { expirationDays: given }),
      'aws_s3_bucket_lifecycle_configuration',
    );
    expect(lifecycle.rule).toContainEqual({
      id: 'expire-logs',
      status: 'Enabled',
      filter: [{}],
      expiration: [{ days }],
    });
  });

  it('lets CloudFront deliver by ACL, and nobody but the owner besides', () => {
    const synthesized = synth();
    const [owner] = Object.keys(synthesized.data?.aws_canonical_user_id ?? {});
    const [delivery] = Object.keys(
      synthesized.data?.aws_cloudfront_log_delivery_canonical_user_id ?? {},
    );
    expect(only(synthesized, 'aws_s3_bucket_ownership_controls').rule).toEqual({
      object_ownership: 'BucketOwnerPreferred',
    });
    expect(only(synthesized, 'aws_s3_bucket_acl').access_control_policy).toEqual({
      owner: { id: `\${data.aws_canonical_user_id.${owner}.id}` },
      grant: [
        `\${data.aws_canonical_user_id.${owner}.id}`,
        `\${data.aws_cloudfront_log_delivery_canonical_user_id.${delivery}.id}`,
      ].map((id) => ({ permission: 'FULL_CONTROL', grantee: { type: 'CanonicalUser', id } })),
    });
  });

  it('lets S3 deliver the logs of one bucket of this account only', () => {
    const stack = testStack();
    const logs = new AccessLogBucket(stack, 'logs', props);
    const source = new S3Bucket(stack, 'source', {});
    logs.acceptAccessLogsOf(source);
    expect(statements(synthesize(stack)).AllowS3AccessLogs).toEqual({
      sid: 'AllowS3AccessLogs',
      principals: [{ type: 'Service', identifiers: ['logging.s3.amazonaws.com'] }],
      actions: ['s3:PutObject'],
      resources: [`${resolved(stack, logs.bucket.arn) as string}/s3/*`],
      condition: [
        {
          test: 'ArnEquals',
          variable: 'aws:SourceArn',
          values: [resolved(stack, source.arn)],
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
