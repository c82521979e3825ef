import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOW, outcomeOf, startS3, type Outcome, type S3Harness } from './s3-harness';
import { signedAs } from '../harness';

let s3: S3Harness;

beforeEach(async () => {
  s3 = await startS3();
});

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The headers that the SDK signed a request with. */
async function signedHeaders(client: S3Client): Promise<Record<string, string>> {
  let headers: Record<string, string> = {};
  client.middlewareStack.add(
    (next) => (args) => {
      headers = { ...(args.request as { headers: Record<string, string> }).headers };
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await client.send(new GetObjectCommand({ Bucket: 'pics', Key: 'key' })).catch(() => undefined);
  s3.received.length = 0;
  delete headers.host;
  return headers;
}

const get = (
  headers: Record<string, string>,
  path = '/pics/key?x-id=GetObject',
): Promise<Outcome> => outcomeOf(fetch(s3.url + path, { headers }));

function expectRefused(outcome: Outcome, expected: object): void {
  expect(outcome).toMatchObject(expected);
  expect(s3.received).toEqual([]);
}

const MALFORMED = { status: 400, code: 'AuthorizationHeaderMalformed' };
const MISMATCH = { status: 403, code: 'SignatureDoesNotMatch' };

describe('a request signed in its header', () => {
  it('reaches moto as it came', async () => {
    const client = s3.client();
    await client.send(new ListBucketsCommand({}));
    await client.send(new PutObjectCommand({ Bucket: 'pics', Key: "ü a+b'.txt", Body: 'content' }));
    expect(s3.received).toMatchObject([
      { line: 'GET /?x-id=ListBuckets', body: '' },
      { line: 'PUT /pics/%C3%BC%20a%2Bb%27.txt?x-id=PutObject', body: 'content' },
    ]);
  });

  it('may stream a body that the signature does not cover', async () => {
    const Body = Readable.from([Buffer.from('content')]);
    const put = new PutObjectCommand({ Bucket: 'pics', Key: 'key', Body, ContentLength: 7 });
    await s3.client().send(put);
    expect(s3.received[0]?.headers['x-amz-content-sha256']).toMatch(/^(?:STREAMING|UNSIGNED)-/);
    expect(s3.received[0]?.body).toContain('content');
  });

  it('is refused when another secret signed it', async () => {
    const asked = s3.client('other').send(new ListBucketsCommand({}));
    await expect(asked).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
    expect(s3.received).toEqual([]);
  });

  it.each(['S3', 's3express', 's3control', 's3-outposts', 's3-object-lambda'])(
    'is asked for its signature in the name of %s, which moto serves as S3',
    async (service) => {
      const { status } = await get({ authorization: signedAs(service, '1') });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(s3.received).toEqual([]);
    },
  );

  it('is refused for another path, method or signed header', async () => {
    const headers = await signedHeaders(s3.client());
    expect(await get(headers)).toMatchObject({ status: 200 });
    s3.received.length = 0;
    expectRefused(await get(headers, '/pics/other?x-id=GetObject'), MISMATCH);
    const put = fetch(`${s3.url}/pics/key?x-id=GetObject`, { method: 'PUT', headers });
    expectRefused(await outcomeOf(put), MISMATCH);
    expectRefused(await get({ ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }), MISMATCH);
  });

  it.each([
    ['AWS4-HMAC-SHA256 nothing', MALFORMED],
    ['AWS4-HMAC-SHA256 Credential=a/20300101/us-east-1/s3/aws4_request, Signature=00', MALFORMED],
    [
      'AWS4-HMAC-SHA256 Credential=a/20291231/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00',
      MALFORMED,
    ],
    ['AWS key:signature', { status: 400, code: 'InvalidRequest' }],
    ['Basic eA==', { status: 400, code: 'InvalidRequest' }],
  ])('is malformed as %s', async (authorization, expected) => {
    const headers = { 'x-amz-date': '20300101T000000Z', 'x-amz-content-sha256': EMPTY };
    expectRefused(await get({ ...headers, authorization }), expected);
  });

  it.each([
    ['x-amz-date', { status: 403, code: 'AccessDenied' }],
    ['x-amz-content-sha256', { status: 400, code: 'InvalidRequest' }],
  ])('needs %s', async (name, expected) => {
    const headers = await signedHeaders(s3.client());
    expectRefused(
      await get(Object.fromEntries(Object.entries(headers).filter(([each]) => each !== name))),
      expected,
    );
  });

  it('covers every x-amz header', async () => {
    const headers = await signedHeaders(s3.client());
    expectRefused(await get({ ...headers, 'x-amz-acl': 'private' }), {
      status: 403,
      code: 'AccessDenied',
    });
  });

  it('is refused more than 15 minutes from the clock, whose time the answer tells', async () => {
    for (const [minutes, expected] of [
      [-15, 200],
      [15, 200],
      [-16, 403],
      [16, 403],
    ] as const) {
      const client = s3.client();
      client.config.systemClockOffset += minutes * 60_000;
      const answer = await get(await signedHeaders(client));
      expect(answer.status).toBe(expected);
      if (expected === 200) continue;
      expect(answer.code).toBe('RequestTimeTooSkewed');
      expect(answer.headers.get('date')).toBe(NOW.toUTCString());
    }
  });

  it('is left alone for another service', async () => {
    const headers = { authorization: signedAs('sqs', 'a') };
    const asked = fetch(s3.url, { method: 'POST', headers, body: 'Action=A' });
    expect(await outcomeOf(asked)).toMatchObject({ status: 200 });
  });
});
