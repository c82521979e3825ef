import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { describe, expect, it } from '@jest/globals';
import { Testing } from 'cdktf';
import { StateLockTable } from '../../../src/constructs/storage/state-lock-table';

const synthesized = Testing.synthScope((scope) => {
  new StateLockTable(scope, 'locks', { tableName: 'locks' });
});

describe('StateLockTable', () => {
  it('has the key that the S3 backend writes', () => {
    expect(synthesized).toHaveResourceWithProperties(DynamodbTable, {
      name: 'locks',
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'LockID',
      attribute: [{ name: 'LockID', type: 'S' }],
    });
  });

  it('is encrypted, can be restored, and is never deleted by mistake', () => {
    expect(synthesized).toHaveResourceWithProperties(DynamodbTable, {
      point_in_time_recovery: { enabled: true },
      server_side_encryption: { enabled: true },
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });
});
