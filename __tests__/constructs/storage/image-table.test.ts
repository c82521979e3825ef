import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { describe, expect, it } from '@jest/globals';
import { Testing } from 'cdktf';
import { ImageTable } from '../../../src/constructs/storage/image-table';
import type { Protection } from '../../../src/constructs/protection';

function synth(protection: Protection = 'protected'): string {
  return Testing.synthScope((scope) => {
    new ImageTable(scope, 'table', { tableName: 'ImageMetadata-test', protection });
  });
}

describe('ImageTable', () => {
  it('is keyed by PK and SK, billed on demand', () => {
    expect(synth()).toHaveResourceWithProperties(DynamodbTable, {
      name: 'ImageMetadata-test',
      billing_mode: 'PAY_PER_REQUEST',
      hash_key: 'PK',
      range_key: 'SK',
    });
  });

  it('finds the images of a user by creation time, with all attributes', () => {
    expect(synth()).toHaveResourceWithProperties(DynamodbTable, {
      global_secondary_index: [
        { name: 'UserIndex', hash_key: 'userId', range_key: 'createdAt', projection_type: 'ALL' },
      ],
    });
  });

  it('declares every key attribute, all strings', () => {
    expect(synth()).toHaveResourceWithProperties(DynamodbTable, {
      attribute: [
        { name: 'PK', type: 'S' },
        { name: 'SK', type: 'S' },
        { name: 'userId', type: 'S' },
        { name: 'createdAt', type: 'S' },
      ],
    });
  });

  it('can be restored to any second and is encrypted', () => {
    expect(synth('disposable')).toHaveResourceWithProperties(DynamodbTable, {
      point_in_time_recovery: { enabled: true },
      server_side_encryption: { enabled: true },
    });
  });

  it.each([
    { protection: 'protected', kept: true },
    { protection: 'disposable', kept: false },
  ] as const)('when $protection, deletion protection is $kept', ({ protection, kept }) => {
    expect(synth(protection)).toHaveResourceWithProperties(DynamodbTable, {
      deletion_protection_enabled: kept,
      lifecycle: { prevent_destroy: kept },
    });
  });
});
