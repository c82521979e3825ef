import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  addImports,
  createWorkspace,
  namedResources,
  useLocalState,
} from '../../src/ops/bootstrap-workspace';
import { temporaryDirectory, write } from '../support/temporary';

const STACK = {
  resource: {
    aws_s3_bucket: { bucket_A1: { bucket: 'the-bucket' } },
    aws_dynamodb_table: { table_B2: { name: 'the-table' } },
    aws_s3_bucket_policy: { policy_C3: { bucket: '${aws_s3_bucket.bucket_A1.id}' } },
  },
};

describe('createWorkspace', () => {
  it('removes what killed runs left, and leaves running ones alone', () => {
    const cache = temporaryDirectory();
    write(cache, 'bootstrap-999999999/terraform.tfstate');
    write(cache, `bootstrap-${process.ppid}/terraform.tfstate`);
    write(cache, 'terraform.rc');
    const workspace = createWorkspace(cache);
    expect(readdirSync(cache).sort()).toEqual(
      [`bootstrap-${process.ppid}`, path.basename(workspace), 'terraform.rc'].sort(),
    );
    expect(readdirSync(workspace)).toEqual([]);
  });
});

describe('namedResources', () => {
  it('finds the buckets and tables by type', () => {
    const directory = temporaryDirectory();
    write(directory, 'cdk.tf.json', JSON.stringify(STACK));
    expect(namedResources(directory)).toEqual([
      { address: 'aws_s3_bucket.bucket_A1', type: 'aws_s3_bucket', name: 'the-bucket' },
      { address: 'aws_dynamodb_table.table_B2', type: 'aws_dynamodb_table', name: 'the-table' },
    ]);
  });
});

describe('useLocalState', () => {
  it('keeps the synthesized stack as it is, and can be taken back', () => {
    const directory = temporaryDirectory();
    const stack = write(directory, 'cdk.tf.json', JSON.stringify(STACK));
    const useOwnBackend = useLocalState(directory, namedResources(directory).slice(0, 1));
    const read = (file: string): unknown =>
      JSON.parse(readFileSync(path.join(directory, file), 'utf8'));
    expect(read('backend_override.tf.json')).toEqual({ terraform: { backend: { local: {} } } });
    expect(read('existing.tf.json')).toEqual({
      import: [{ to: 'aws_s3_bucket.bucket_A1', id: 'the-bucket' }],
    });
    useOwnBackend();
    expect(readdirSync(directory)).toEqual(['cdk.tf.json']);
    expect(existsSync(stack)).toBe(true);
  });
});

describe('addImports', () => {
  it('keeps an id from being a template', () => {
    const directory = temporaryDirectory();
    addImports(directory, [{ to: 'aws_sns_topic.a', id: '${path.module} %{if} $x' }]);
    const [file = ''] = readdirSync(directory);
    expect(JSON.parse(readFileSync(path.join(directory, file), 'utf8'))).toEqual({
      import: [{ to: 'aws_sns_topic.a', id: '$${path.module} %%{if} $x' }],
    });
  });
});
