import { describe, expect, it } from '@jest/globals';
import { awsRequest, type AwsRequest } from '../../../local/aws/aws-request';

function read(authorization: string | undefined, url = '/'): AwsRequest | undefined {
  return awsRequest({ headers: authorization === undefined ? {} : { authorization }, url });
}

const signed = (credential: string): string =>
  `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host;x-amz-date, Signature=0`;

describe('a signed request', () => {
  it('says its service, region and account', () => {
    expect(read(signed('111122223333/20300101/eu-west-1/s3/aws4_request'))).toEqual({
      accessKeyId: '111122223333',
      accountId: '111122223333',
      region: 'eu-west-1',
      service: 's3',
    });
  });

  it.each(['AKIAIOSFODNN7EXAMPLE', '11112222333', 'test'])(
    'is for moto’s own account when signed with %s',
    (key) => {
      expect(read(signed(`${key}/20300101/us-east-1/sts/aws4_request`))).toMatchObject({
        accessKeyId: key,
        accountId: '123456789012',
      });
    },
  );

  it('may be presigned', () => {
    const credential = encodeURIComponent('111122223333/20300101/eu-west-1/s3/aws4_request');
    expect(read(undefined, `/b/k?X-Amz-Credential=${credential}&X-Amz-Expires=60`)).toMatchObject({
      accountId: '111122223333',
      service: 's3',
    });
  });

  it.each([undefined, 'Bearer token', signed('short/aws4_request'), signed('a/b/c/d/other')])(
    'is not %s',
    (authorization) => {
      expect(read(authorization)).toBeUndefined();
    },
  );
});
