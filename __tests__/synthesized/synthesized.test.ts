import { describe, expect, it } from '@jest/globals';
import { fromJson, refersTo, type Block } from '../../src/synthesized/synthesized';

function block(address: string, body: unknown = {}): Block {
  const [type = '', name = ''] = address.split('.');
  const [found] = fromJson('stack', { resource: { [type]: { [name]: body } } }).blocks;
  if (found === undefined) throw new Error(`there is no ${address}`);
  return found;
}

describe('refersTo', () => {
  const policy = block('aws_s3_bucket_policy.p', { bucket: '${aws_s3_bucket.images.id}', n: 1 });

  it('finds the block that a reference names', () => {
    expect(refersTo(policy, block('aws_s3_bucket.images'))).toBe(true);
    expect(refersTo(policy, block('aws_s3_bucket.images'), 'bucket')).toBe(true);
    expect(refersTo(policy, block('aws_s3_bucket.images'), 'n')).toBe(false);
  });

  it.each(['aws_s3_bucket.image', 'aws_s3_bucket.images-logs', 's3_bucket.images'])(
    'does not take %s for it, though a name begins or ends like it',
    (address) => {
      expect(refersTo(policy, block(address))).toBe(false);
    },
  );

  it('does not take a name for another that goes on with a dash', () => {
    const logs = block('aws_s3_bucket_policy.p', { bucket: '${aws_s3_bucket.images-logs.id}' });
    expect(refersTo(logs, block('aws_s3_bucket.images'))).toBe(false);
  });
});
