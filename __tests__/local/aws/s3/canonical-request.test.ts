import { describe, expect, it } from '@jest/globals';
import { canonicalRequest, hashOf } from '../../../../local/aws/s3/canonical-request';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const canonical = (changes: Partial<Parameters<typeof canonicalRequest>[0]>): string =>
  canonicalRequest({
    method: 'GET',
    target: '/test.txt',
    headers: { host: ['examplebucket.s3.amazonaws.com'] },
    signedHeaders: ['host'],
    payloadHash: EMPTY,
    ...changes,
  });

describe("AWS's published examples", () => {
  it('GET Object has its hash', () => {
    const request = canonical({
      headers: {
        host: ['examplebucket.s3.amazonaws.com'],
        range: ['bytes=0-9'],
        'x-amz-content-sha256': [EMPTY],
        'x-amz-date': ['20130524T000000Z'],
      },
      signedHeaders: ['host', 'range', 'x-amz-content-sha256', 'x-amz-date'],
    });
    expect(hashOf(request)).toBe(
      '7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972',
    );
  });

  it('PUT Object with a key to be encoded has its hash', () => {
    const payload = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
    const request = canonical({
      method: 'PUT',
      target: '/test$file.text',
      headers: {
        date: ['Fri, 24 May 2013 00:00:00 GMT'],
        host: ['examplebucket.s3.amazonaws.com'],
        'x-amz-content-sha256': [payload],
        'x-amz-date': ['20130524T000000Z'],
        'x-amz-storage-class': ['REDUCED_REDUNDANCY'],
      },
      signedHeaders: ['date', 'host', 'x-amz-content-sha256', 'x-amz-date', 'x-amz-storage-class'],
      payloadHash: payload,
    });
    expect(hashOf(request)).toBe(
      '9e0e90d9c76de8fa5b200d8c849cd5b8dc7a3be3951ddb7f6a76b4158342019d',
    );
  });

  it('a presigned URL has its hash', () => {
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    const request = canonical({ target: `/test.txt?${query}`, payloadHash: 'UNSIGNED-PAYLOAD' });
    expect(hashOf(request)).toBe(
      '3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04',
    );
  });
});

describe('canonicalRequest', () => {
  const line = (request: string, index: number): string | undefined => request.split('\n')[index];

  it.each([
    ['/a%2Fb', '/a/b'],
    ['/a//b/../c', '/a//b/../c'],
    ["/it's(1)!*", '/it%27s%281%29%21%2A'],
    ['/a+b%20c', '/a%2Bb%20c'],
    ['/%c3%a9~', '/%C3%A9~'],
    ['/%25', '/%25'],
  ])('encodes the path %s once', (target, path) => {
    expect(line(canonical({ target }), 1)).toBe(path);
  });

  it('orders the query by the encoded name, then value, and gives every name an equals sign', () => {
    const target = '/?b=2&a=2&a=1&acl&B=%2f&=&a-=1';
    expect(line(canonical({ target }), 2)).toBe('=&B=%2F&a=1&a=2&a-=1&acl=&b=2');
  });

  it('trims headers and joins repeated ones', () => {
    const headers = { host: ['h'], 'x-amz-meta-a': ['  one   two ', 'three'] };
    const request = canonical({ headers, signedHeaders: ['x-amz-meta-a', 'host'] });
    expect(request.split('\n').slice(3, 7)).toEqual([
      'host:h',
      'x-amz-meta-a:one two,three',
      '',
      'host;x-amz-meta-a',
    ]);
  });
});
