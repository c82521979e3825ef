import { describe, expect, it } from '@jest/globals';
import { StateStack } from '../../src/stacks/state-stack';
import { config } from '../support/config';
import { only, statements, synthesize, testApp } from '../support/stack';

const state = synthesize(new StateStack(testApp(), config));

describe('StateStack', () => {
  it('keeps its own state in the bucket that it creates', () => {
    expect(state.terraform.backend).toEqual({
      s3: {
        bucket: only(state, 'aws_s3_bucket').bucket,
        key: 'image-service/state/terraform.tfstate',
        region: 'us-east-1',
        encrypt: true,
        dynamodb_table: only(state, 'aws_dynamodb_table').name,
        use_lockfile: true,
      },
    });
  });

  it('forgets the locks of every stack within a week, and plans that nobody applied within four days', () => {
    const rules = only(state, 'aws_s3_bucket_lifecycle_configuration').rule as {
      readonly id: string;
    }[];
    const lock = (scope: string): object => ({
      id: `expire-locks-of-${scope}`,
      status: 'Enabled',
      filter: [{ prefix: `image-service/${scope}/terraform.tfstate.tflock` }],
      noncurrent_version_expiration: [{ noncurrent_days: 7 }],
    });
    expect(rules.slice(2)).toEqual([
      ...['dev', 'staging', 'prod', 'access', 'state'].map(lock),
      {
        id: 'expire-plans',
        status: 'Enabled',
        filter: [{ prefix: 'image-service-plans/' }],
        expiration: [{ days: 3 }],
        noncurrent_version_expiration: [{ noncurrent_days: 1 }],
      },
    ]);
  });

  it('can go back a year, and loses neither bucket nor locks by mistake', () => {
    expect(only(state, 'aws_s3_bucket_versioning')).toMatchObject({
      versioning_configuration: { status: 'Enabled' },
    });
    expect(only(state, 'aws_s3_bucket_lifecycle_configuration').rule).toContainEqual(
      expect.objectContaining({ noncurrent_version_expiration: [{ noncurrent_days: 365 }] }),
    );
    expect(only(state, 'aws_s3_bucket')).toMatchObject({ lifecycle: { prevent_destroy: true } });
    expect(only(state, 'aws_dynamodb_table')).toMatchObject({ deletion_protection_enabled: true });
  });

  it('is private and reached over TLS only', () => {
    expect(only(state, 'aws_s3_bucket_public_access_block')).toMatchObject({
      block_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(Object.keys(statements(state))).toEqual(['DenyPlainHttp', 'DenyOldTls']);
  });
});
