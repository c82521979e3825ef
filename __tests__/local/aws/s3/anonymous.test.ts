import { beforeEach, describe, expect, it } from '@jest/globals';
import { outcomeOf, startS3, type Outcome, type S3Harness } from './s3-harness';

let s3: S3Harness;

beforeEach(async () => {
  s3 = await startS3();
});

const ask = (
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<Outcome> => outcomeOf(fetch(s3.url + path, { method, headers, redirect: 'manual' }));

const allow = (...actions: string[]): object => ({
  Effect: 'Allow',
  Principal: '*',
  Action: actions,
  Resource: ['arn:aws:s3:::pics', 'arn:aws:s3:::pics/open/*'],
});

const setPolicy = (...Statement: object[]): void => {
  s3.settings['/pics?policy'] = JSON.stringify({ Version: '2012-10-17', Statement });
};

const DENIED = { status: 403, code: 'AccessDenied', message: 'Access Denied' };

const REQUESTS = [
  ['GET', '/pics?list-type=2'],
  ['GET', '/pics/open/key'],
  ['PUT', '/pics/open/key'],
  ['DELETE', '/pics/open/key'],
] as const;

describe('a request without a signature', () => {
  it.each([
    ...REQUESTS,
    ['GET', '/'],
    ['PUT', '/pics'],
    ['DELETE', '/pics'],
    ['PUT', '/pics?policy'],
    ['POST', '/pics?delete'],
    ['POST', '/pics/open/key?uploads'],
    ['GET', '/?Action=GetSessionToken'],
    ['POST', '/?Action=AssumeRoleWithWebIdentity'],
  ] as const)('%s %s is denied', async (method, path) => {
    expect(await ask(method, path)).toMatchObject(DENIED);
    expect(s3.received).toEqual([]);
  });

  it('is denied as a call of another service, for which moto lists the buckets', async () => {
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' };
    expect(await ask('POST', '/', headers)).toMatchObject(DENIED);
    expect(await ask('POST', '/', { authorization: 'Basic YTpi' })).toMatchObject({ status: 400 });
    expect(s3.received).toEqual([]);
  });

  it.each([
    ['s3:ListBucket', REQUESTS[0]],
    ['s3:GetObject', REQUESTS[1]],
    ['s3:PutObject', REQUESTS[2]],
    ['s3:DeleteObject', REQUESTS[3]],
  ])('is served by a policy that allows everybody %s, and only that', async (action, served) => {
    setPolicy(allow(action));
    for (const request of REQUESTS) {
      const [method, path] = request;
      const expected = request === served ? { status: 200 } : DENIED;
      expect(await ask(method, path)).toMatchObject(expected);
    }
    expect(s3.received.map(({ line }) => line)).toEqual([served.join(' ')]);
  });

  it('is signed on the way to moto, which knows no conditions', async () => {
    setPolicy(allow('s3:GetObject'));
    await ask('GET', '/pics/open/key');
    expect(s3.received[0]?.headers.authorization).toContain('/us-east-1/s3/aws4_request');
  });

  it.each([
    ['another key', '/pics/closed/key', {}],
    ['a version', '/pics/open/key?versionId=1', {}],
    ['tags', '/pics/open/key?tagging', {}],
  ])('gets no %s by a policy for objects', async (_, path, headers) => {
    setPolicy(allow('s3:*'));
    expect(await ask('GET', path, headers)).toMatchObject(DENIED);
  });

  it('may not copy, which reads a bucket that the policy is not of', async () => {
    setPolicy(allow('s3:*'));
    const headers = { 'x-amz-copy-source': '/others/key' };
    expect(await ask('PUT', '/pics/open/key', headers)).toMatchObject(DENIED);
  });

  it('is denied by a policy for a principal, or with a denial', async () => {
    const Principal = { AWS: 'arn:aws:iam::123456789012:root' };
    setPolicy({ ...allow('s3:GetObject'), Principal });
    expect(await ask('GET', '/pics/open/key')).toMatchObject(DENIED);
    setPolicy(allow('s3:GetObject'), { ...allow('s3:*'), Effect: 'Deny' });
    expect(await ask('GET', '/pics/open/key')).toMatchObject(DENIED);
  });

  it('is judged by the policy as it was put, and its conditions', async () => {
    const statement = {
      ...allow('s3:GetObject'),
      Condition: { StringLike: { 'aws:Referer': 'https://app.example/*' } },
    };
    setPolicy({ ...statement, Action: 'with-condition:s3:GetObject', LocalOriginal: statement });
    const referer = 'https://app.example/page';
    expect(await ask('GET', '/pics/open/key')).toMatchObject(DENIED);
    expect(await ask('GET', '/pics/open/key', { referer })).toMatchObject({ status: 200 });
  });

  it('passes a policy that asks for TLS', async () => {
    setPolicy(allow('s3:GetObject'), {
      ...allow('s3:*'),
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(await ask('GET', '/pics/open/key')).toMatchObject({ status: 200 });
  });

  it('is told which part of a policy is not evaluated', async () => {
    setPolicy({
      ...allow('s3:GetObject'),
      Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.1' } },
    });
    expect(await ask('GET', '/pics/open/key')).toMatchObject({
      status: 501,
      code: 'NotImplemented',
      message:
        'The bucket policy: the condition operator IpAddress is not evaluated by the local AWS.',
    });
  });

  it('is denied by Block Public Access', async () => {
    setPolicy(allow('s3:GetObject'));
    const block = (restricts: boolean): string =>
      `<PublicAccessBlockConfiguration><RestrictPublicBuckets>${String(restricts)}</RestrictPublicBuckets></PublicAccessBlockConfiguration>`;
    s3.settings['/pics?publicAccessBlock'] = block(true);
    expect(await ask('GET', '/pics/open/key')).toMatchObject(DENIED);
    s3.settings['/pics?publicAccessBlock'] = block(false);
    expect(await ask('GET', '/pics/open/key')).toMatchObject({ status: 200 });
  });

  it.each(['GET', 'HEAD'])(
    'hides with a %s what is not there from who may not list',
    async (method) => {
      setPolicy(allow('s3:GetObject'));
      const { status, code } = await ask(method, '/pics/open/missing');
      expect([status, code]).toEqual([403, method === 'GET' ? 'AccessDenied' : undefined]);
      setPolicy(allow('s3:GetObject', 's3:ListBucket'));
      expect(await ask(method, '/pics/open/missing')).toMatchObject({ status: 404 });
    },
  );

  it('is told of a bucket that is not there', async () => {
    expect(await ask('GET', '/others/key')).toMatchObject({ status: 404, code: 'NoSuchBucket' });
  });
});
