import { createHmac } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOW, outcomeOf, startS3, type Outcome, type S3Harness } from './s3-harness';

let s3: S3Harness;

beforeEach(async () => {
  s3 = await startS3();
});

const object = { Bucket: 'pics', Key: "a/ü b+c'(1).png" };

/** The presigner's own type allows no optional properties as strict as this project's. */
type Presignable = Parameters<typeof getSignedUrl>[1];

const presign = (
  command: unknown = new GetObjectCommand(object),
  options: Parameters<typeof getSignedUrl>[2] = {},
  secret?: string,
): Promise<string> =>
  getSignedUrl(s3.client(secret), command as Presignable, {
    signingDate: NOW,
    expiresIn: 60,
    ...options,
  });

const ask = (url: string, init?: RequestInit): Promise<Outcome> => outcomeOf(fetch(url, init));

const changed = (url: string, name: string, value: string | undefined): string => {
  const result = new URL(url);
  if (value === undefined) result.searchParams.delete(name);
  else result.searchParams.set(name, value);
  return result.href;
};

const MISMATCH = { status: 403, code: 'SignatureDoesNotMatch' };
const EXPIRED = { status: 403, code: 'AccessDenied', message: 'Request has expired' };
const MALFORMED = { status: 400, code: 'AuthorizationQueryParametersError' };

/** That the answer is that refusal, and that moto heard nothing. */
function expectRefused(outcome: Outcome, expected: object): void {
  expect(outcome).toMatchObject(expected);
  expect(outcome.headers.get('content-type')).toBe('application/xml');
  expect(s3.received).toEqual([]);
}

describe('a presigned URL', () => {
  it.each([
    ['GET', new GetObjectCommand(object)],
    ['HEAD', new HeadObjectCommand(object)],
    ['PUT', new PutObjectCommand(object)],
    ['DELETE', new DeleteObjectCommand(object)],
  ])('serves its %s', async (method, command) => {
    const url = await presign(command);
    const body = method === 'PUT' ? { body: 'content' } : {};
    expect(await ask(url, { method, ...body })).toMatchObject({ status: 200 });
    expect(s3.received).toMatchObject([{ body: method === 'PUT' ? 'content' : '' }]);
  });

  it.each([
    ['GET', new PutObjectCommand(object)],
    ['DELETE', new PutObjectCommand(object)],
    ['PUT', new GetObjectCommand(object)],
  ])('does not serve a %s of a URL for another method', async (method, command) => {
    expectRefused(await ask(await presign(command), { method }), MISMATCH);
  });

  it('serves a HEAD only of its own', async () => {
    const answer = await fetch(await presign(), { method: 'HEAD' });
    expect(answer.status).toBe(403);
    expect(s3.received).toEqual([]);
  });

  it('is refused for another key, bucket or parameter', async () => {
    const url = await presign();
    for (const other of [
      url.replace('/a/', '/b/'),
      url.replace('/pics/', '/others/'),
      changed(url, 'versionId', '1'),
      changed(url, 'X-Amz-Expires', '61'),
    ]) {
      expectRefused(await ask(other), MISMATCH);
    }
  });

  it('is refused with another host', async () => {
    const url = (await presign()).replace('127.0.0.1', 'localhost');
    expectRefused(await ask(url), MISMATCH);
  });

  it('is refused with a signature that begins otherwise', async () => {
    const url = await presign();
    const signature = new URL(url).searchParams.get('X-Amz-Signature') ?? '';
    const other = `0000${signature.slice(4)}`;
    expectRefused(await ask(changed(url, 'X-Amz-Signature', other)), MISMATCH);
    expectRefused(await ask(changed(url, 'X-Amz-Signature', 'short')), MISMATCH);
  });

  it('is refused when another secret signed it', async () => {
    expectRefused(await ask(await presign(undefined, {}, 'other')), MISMATCH);
  });

  it('is served from any access key id', async () => {
    const url = await presign();
    expect(url).toContain('111122223333');
    expect(await ask(url)).toMatchObject({ status: 200 });
    expect(s3.received[0]?.headers['x-moto-account-id']).toBe('111122223333');
  });

  it('holds its Content-Type, when that is signed', async () => {
    const command = new PutObjectCommand({ ...object, ContentType: 'image/png' });
    const url = await presign(command, { signableHeaders: new Set(['content-type']) });
    const put = (type: string): Promise<Outcome> =>
      ask(url, { method: 'PUT', headers: { 'content-type': type }, body: 'x' });
    expectRefused(await put('text/html'), MISMATCH);
    expectRefused(await ask(url, { method: 'PUT' }), MISMATCH);
    expect(await put('image/png')).toMatchObject({ status: 200 });
  });

  it('takes no x-amz header that is not signed', async () => {
    const url = await presign(new PutObjectCommand(object));
    const headers = { 'x-amz-meta-owner': 'me' };
    expectRefused(await ask(url, { method: 'PUT', headers }), {
      status: 403,
      code: 'AccessDenied',
      message: 'There were headers present in the request which were not signed',
    });
  });

  it('ends when it expires', async () => {
    const at = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1000);
    const url = (seconds: number): Promise<string> =>
      presign(undefined, { signingDate: at(seconds), expiresIn: 2 });
    expect(await ask(await url(2))).toMatchObject({ status: 200 });
    s3.received.length = 0;
    expectRefused(await ask(await url(3)), EXPIRED);
  });

  it('lasts for seven days at the most', async () => {
    const url = await presign(undefined, { expiresIn: 604_800 });
    expect(await ask(url)).toMatchObject({ status: 200 });
    s3.received.length = 0;
    expectRefused(await ask(changed(url, 'X-Amz-Expires', '604801')), {
      ...MALFORMED,
      message:
        'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    });
  });

  it('is not valid more than 15 minutes before its date', async () => {
    const ahead = (minutes: number): Promise<string> =>
      presign(undefined, { signingDate: new Date(NOW.getTime() + minutes * 60_000) });
    expect(await ask(await ahead(15))).toMatchObject({ status: 200 });
    s3.received.length = 0;
    expectRefused(await ask(await ahead(16)), {
      status: 403,
      code: 'AccessDenied',
      message: 'Request is not yet valid',
    });
  });

  it.each([
    ['X-Amz-Algorithm', undefined],
    ['X-Amz-Algorithm', 'AWS4-HMAC-SHA1'],
    ['X-Amz-Credential', undefined],
    ['X-Amz-Credential', 'key/20300101/us-east-1/s3'],
    ['X-Amz-Credential', 'key/20291231/us-east-1/s3/aws4_request'],
    ['X-Amz-Signature', undefined],
    ['X-Amz-Date', undefined],
    ['X-Amz-Date', '2030-01-01T00:00:00Z'],
    ['X-Amz-SignedHeaders', undefined],
    ['X-Amz-Expires', undefined],
    ['X-Amz-Expires', '-1'],
    ['X-Amz-Expires', 'soon'],
  ])('is malformed with %s as %s', async (name, value) => {
    expectRefused(await ask(changed(await presign(), name, value)), MALFORMED);
  });

  it('must sign the host', async () => {
    const url = changed(await presign(), 'X-Amz-SignedHeaders', 'range');
    expectRefused(await ask(url), { status: 403, code: 'AccessDenied' });
  });

  it('goes with no Authorization header', async () => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20300101/b/s3/aws4_request' };
    expectRefused(await ask(await presign(), { headers }), {
      status: 400,
      code: 'InvalidArgument',
    });
  });
});

describe('a URL presigned by Signature V2', () => {
  it('is refused, as in every newer region', async () => {
    const Expires = NOW.getTime() / 1000 + 60;
    const text = `GET\n\n\n${Expires}\n/pics/key`;
    const Signature = createHmac('sha1', 'local').update(text).digest('base64');
    const query = new URLSearchParams({
      AWSAccessKeyId: 'key',
      Signature,
      Expires: String(Expires),
    });
    expectRefused(await ask(`${s3.url}/pics/key?${query.toString()}`), {
      status: 400,
      code: 'InvalidRequest',
      message:
        'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    });
  });
});
