import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  namedResources,
  requireArrived,
  useLocalState,
} from '../../../src/ops/bootstrap/bootstrap-state';
import { temporaryDirectory, write } from '../../support/temporary';

const STACK = {
  resource: {
    aws_s3_bucket: { bucket_A1: { bucket: 'the-bucket' } },
    aws_dynamodb_table: { table_B2: { name: 'the-table' } },
    aws_s3_bucket_policy: { policy_C3: { bucket: '${aws_s3_bucket.bucket_A1.id}' } },
  },
};

describe('namedResources', () => {
  it('finds the buckets and tables by type', () => {
    const directory = temporaryDirectory();
    write(directory, 'cdk.tf.json', JSON.stringify(STACK));
    expect(namedResources({ directory })).toEqual([
      { address: 'aws_s3_bucket.bucket_A1', type: 'aws_s3_bucket', name: 'the-bucket' },
      { address: 'aws_dynamodb_table.table_B2', type: 'aws_dynamodb_table', name: 'the-table' },
    ]);
  });
});

it('says that the state did not arrive in the bucket', async () => {
  const backend = { hasState: () => Promise.resolve(false) };
  await expect(requireArrived(backend, 'image-service-state')).rejects.toThrow(
    'The state of image-service-state did not arrive in the bucket. Run `pnpm ops bootstrap` again.',
  );
});

describe('useLocalState', () => {
  it('keeps the synthesized stack as it is, and can be taken back', () => {
    const directory = temporaryDirectory();
    write(directory, 'cdk.tf.json', JSON.stringify(STACK));
    const useOwnBackend = useLocalState({ directory });
    const override = path.join(directory, 'backend_override.tf.json');
    expect(JSON.parse(readFileSync(override, 'utf8'))).toEqual({
      terraform: { backend: { local: {} } },
    });
    useOwnBackend();
    expect(readdirSync(directory)).toEqual(['cdk.tf.json']);
  });
});
