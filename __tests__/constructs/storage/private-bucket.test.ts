import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { describe, expect, it } from '@jest/globals';
import { Testing } from 'cdktf';
import type { PrivateBucketProps } from '../../../src/constructs/storage/private-bucket';
import { PrivateBucket } from '../../../src/constructs/storage/private-bucket';
import { only, resolved, statements, synthesize, testStack } from '../../support/stack';

const props: PrivateBucketProps = {
  bucketName: 'a-bucket',
  protection: 'protected',
  noncurrentVersionDays: 30,
};

function synth(overrides: Partial<PrivateBucketProps> = {}): string {
  return Testing.synthScope((scope) => {
    new PrivateBucket(scope, 'bucket', { ...props, ...overrides });
  });
}

describe('PrivateBucket', () => {
  it('is never public', () => {
    expect(synth()).toHaveResourceWithProperties(S3BucketPublicAccessBlock, {
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
  });

  it('is encrypted by S3 with a bucket key', () => {
    expect(synth()).toHaveResourceWithProperties(S3BucketServerSideEncryptionConfigurationA, {
      rule: [
        {
          apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' },
          bucket_key_enabled: true,
        },
      ],
    });
  });

  it('keeps versions, and expires the replaced ones', () => {
    expect(synth()).toHaveResourceWithProperties(S3BucketVersioningA, {
      versioning_configuration: { status: 'Enabled' },
    });
    expect(synth({ noncurrentVersionDays: 7 })).toHaveResourceWithProperties(
      S3BucketLifecycleConfiguration,
      {
        rule: [
          {
            id: 'abort-multipart-uploads',
            status: 'Enabled',
            filter: [{}],
            abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
          },
          {
            id: 'expire-noncurrent-versions',
            status: 'Enabled',
            filter: [{}],
            noncurrent_version_expiration: [{ noncurrent_days: 7 }],
            expiration: [{ expired_object_delete_marker: true }],
          },
        ],
      },
    );
  });

  it('adds the lifecycle rules it is given to its own', () => {
    const stack = testStack();
    const rule = { id: 'expire', status: 'Enabled', filter: [{}], expiration: [{ days: 90 }] };
    new PrivateBucket(stack, 'bucket', { ...props, lifecycleRules: [rule] });
    const { rule: rules } = only(synthesize(stack), 'aws_s3_bucket_lifecycle_configuration');
    expect(rules).toHaveLength(3);
    expect(rules).toContainEqual(rule);
  });

  it('refuses plain HTTP and TLS below 1.2 to everyone', () => {
    const stack = testStack();
    const bucket = new PrivateBucket(stack, 'bucket', props);
    const arn = resolved(stack, bucket.bucket.arn) as string;
    const denied = {
      effect: 'Deny',
      principals: [{ type: '*', identifiers: ['*'] }],
      actions: ['s3:*'],
      resources: [arn, `${arn}/*`],
    };
    expect(statements(synthesize(stack))).toEqual({
      DenyPlainHttp: {
        ...denied,
        sid: 'DenyPlainHttp',
        condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
      DenyOldTls: {
        ...denied,
        sid: 'DenyOldTls',
        condition: [{ test: 'NumericLessThan', variable: 's3:TlsVersion', values: ['1.2'] }],
      },
    });
  });

  it('writes its policy after the public access block, not at once: S3 answers 409', () => {
    const stack = testStack();
    new PrivateBucket(stack, 'bucket', props);
    expect(only(synthesize(stack), 'aws_s3_bucket_policy').depends_on).toEqual([
      expect.stringMatching(/^aws_s3_bucket_public_access_block\./),
    ]);
  });

  it('attaches the one policy that its statements are in', () => {
    const stack = testStack();
    const bucket = new PrivateBucket(stack, 'bucket', props);
    bucket.addToPolicy({ sid: 'More', actions: ['s3:GetObject'], resources: ['*'] });
    const synthesized = synthesize(stack);
    expect(Object.keys(statements(synthesized))).toEqual(['DenyPlainHttp', 'DenyOldTls', 'More']);
    const [document] = Object.keys(synthesized.data?.aws_iam_policy_document ?? {});
    expect(only(synthesized, 'aws_s3_bucket_policy').policy).toBe(
      `\${data.aws_iam_policy_document.${document}.json}`,
    );
  });

  it('owns what others write', () => {
    expect(synth()).toHaveResourceWithProperties(S3BucketOwnershipControls, {
      rule: { object_ownership: 'BucketOwnerEnforced' },
    });
  });

  it.each([
    { protection: 'protected', forceDestroy: false, preventDestroy: true },
    { protection: 'disposable', forceDestroy: true, preventDestroy: false },
  ] as const)('when $protection, force_destroy is $forceDestroy', (expected) => {
    expect(synth({ protection: expected.protection })).toHaveResourceWithProperties(S3Bucket, {
      bucket: 'a-bucket',
      force_destroy: expected.forceDestroy,
      lifecycle: { prevent_destroy: expected.preventDestroy },
    });
  });
});
