import { describe, expect, it } from '@jest/globals';
import { s3Target } from '../../../../local/aws/s3/s3-target';

describe('s3Target', () => {
  it.each(['pics.localhost:4566', 'pics.s3.localhost:4566'])(
    'takes the bucket from the host %s, as moto does',
    (host) => {
      expect(s3Target({ headers: { host }, target: '/other/a%20b' })).toEqual({
        bucket: 'pics',
        key: 'other/a b',
        isVirtualHosted: true,
      });
    },
  );

  it('takes it from the path else', () => {
    expect(s3Target({ headers: { host: '127.0.0.1' }, target: '/pics/a?x=1' })).toEqual({
      bucket: 'pics',
      key: 'a',
      isVirtualHosted: false,
    });
  });
});
