import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  formOf,
  outcomeOf,
  signedFields,
  startS3,
  type Outcome,
  type S3Harness,
} from './s3-harness';

let s3: S3Harness;

beforeEach(async () => {
  s3 = await startS3();
});

const SIGNATURE_FIELDS: Record<string, string>[] = [
  { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
  { 'x-amz-credential': '111122223333/20300101/us-east-1/s3/aws4_request' },
  { 'x-amz-date': '20300101T000000Z' },
];

const policyOf = (added: unknown[] = [], changes: object = {}): object => ({
  expiration: '2030-01-01T00:10:00Z',
  conditions: [
    { bucket: 'pics' },
    ['starts-with', '$key', 'uploads/'],
    ['starts-with', '$Content-Type', 'image/'],
    ['content-length-range', 1, 1000],
    ...SIGNATURE_FIELDS,
    ...added,
  ],
  ...changes,
});

const image = (size = 3): File => new File(['x'.repeat(size)], 'a b.png');

interface Posted {
  readonly fields?: Record<string, string>;
  readonly file?: File | string | undefined;
  readonly policy?: object;
  /** @default signed with the secret */
  readonly signed?: Record<string, string>;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

function post(posted: Posted = {}): Promise<Outcome> {
  const { fields = {}, policy = policyOf(), path = '/pics', headers = {} } = posted;
  const { signed = signedFields(policy) } = posted;
  const file = 'file' in posted ? posted.file : image();
  const body = formOf(
    { key: 'uploads/${filename}', 'Content-Type': 'image/png', ...signed, ...fields },
    file,
  );
  return outcomeOf(fetch(s3.url + path, { method: 'POST', body, headers, redirect: 'manual' }));
}

const policyDenies = (reason: string): object => ({
  status: 403,
  code: 'AccessDenied',
  message: `Invalid according to Policy: ${reason}`,
});

async function expectRefused(posted: Posted, expected: object): Promise<void> {
  expect(await post(posted)).toMatchObject(expected);
  expect(s3.received).toEqual([]);
}

describe('a POST form', () => {
  it('uploads its file, and answers 204 with ETag and Location', async () => {
    const answer = await post();
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag: '"f561aaf6ef0bf14d4208bb46a4ccb3ad"',
      location: `${s3.url}/pics/uploads%2Fa%20b.png`,
      'x-amz-version-id': 'v1',
    });
    expect(s3.received).toMatchObject([
      {
        line: 'PUT /pics/uploads%2Fa%20b.png',
        body: 'xxx',
        headers: { 'content-type': 'image/png', 'x-moto-account-id': '111122223333' },
      },
    ]);
  });

  it('stores every byte', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await post({ file: new File([bytes], 'all') });
    expect(Buffer.from(s3.received[0]?.body ?? '', 'latin1')).toEqual(Buffer.from(bytes));
  });

  it('names its bucket once where that stands in the host', async () => {
    const form = formOf(
      { key: 'uploads/a', 'Content-Type': 'image/png', ...signedFields(policyOf()) },
      image(),
    );
    const { port } = new URL(s3.url);
    const host = `pics.localhost:${port}`;
    const encoded = new Response(form);
    const headers = { host, 'content-type': encoded.headers.get('content-type') ?? '' };
    const body = Buffer.from(await encoded.arrayBuffer());
    const location = await new Promise((resolve, reject) => {
      // fetch sets the host itself.
      request(s3.url, { method: 'POST', headers }, (answer) => {
        resolve(answer.resume().headers.location);
      })
        .on('error', reject)
        .end(body);
    });
    expect(location).toBe(`http://${host}/uploads%2Fa`);
    expect(s3.received).toMatchObject([{ line: 'PUT /pics/uploads%2Fa' }]);
  });

  it('answers 201 with its XML when asked', async () => {
    const policy = policyOf([{ success_action_status: '201' }]);
    const answer = await post({ policy, fields: { success_action_status: '201' } });
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse><Location>${s3.url}/pics/uploads%2Fa%20b.png</Location><Bucket>pics</Bucket><Key>uploads/a b.png</Key><ETag>&quot;f561aaf6ef0bf14d4208bb46a4ccb3ad&quot;</ETag></PostResponse>`,
    );
    expect(answer.headers.get('etag')).toBe('"f561aaf6ef0bf14d4208bb46a4ccb3ad"');
  });

  it.each([
    ['200', 200],
    ['204', 204],
    ['302', 204],
  ])('answers success_action_status %s by %s', async (status, expected) => {
    const policy = policyOf([['starts-with', '$success_action_status', '']]);
    const fields = { success_action_status: status };
    expect(await post({ policy, fields })).toMatchObject({ status: expected });
  });

  it.each(['tagging', 'success_action_redirect', 'redirect'])(
    'with the field %s is refused by its name',
    async (name) => {
      const posted = {
        policy: policyOf([['starts-with', `$${name}`, '']]),
        fields: { [name]: 'x' },
      };
      await expectRefused(posted, { status: 501, code: 'NotImplemented' });
    },
  );

  it('sets what its fields say, and nothing from the headers of the request', async () => {
    const policy = policyOf([
      ['starts-with', '$x-amz-meta-owner', ''],
      { 'Cache-Control': 'no-store' },
    ]);
    const fields = { 'x-amz-meta-owner': 'me', 'Cache-Control': 'no-store', 'x-ignore-a': 'b' };
    await post({ policy, fields, headers: { 'x-amz-copy-source': '/others/key' } });
    expect(s3.received[0]?.headers).toMatchObject({
      'x-amz-meta-owner': 'me',
      'cache-control': 'no-store',
    });
    expect(s3.received[0]?.headers).not.toHaveProperty('x-amz-copy-source');
    expect(s3.received[0]?.headers).not.toHaveProperty('x-ignore-a');
  });

  it('stays in its bucket, whatever its key', async () => {
    const policy = policyOf([], {
      conditions: [
        ['starts-with', '$key', ''],
        ['starts-with', '$content-type', ''],
        ...SIGNATURE_FIELDS,
      ],
    });
    await post({ policy, fields: { key: '../others/key?acl' } });
    expect(s3.received[0]?.line).toBe('PUT /pics/..%2Fothers%2Fkey%3Facl');
  });

  it('needs no file name', async () => {
    await post({ file: 'text', fields: { key: 'uploads/b' } });
    expect(s3.received).toMatchObject([{ line: 'PUT /pics/uploads%2Fb', body: 'text' }]);
  });

  it('must have a file', async () => {
    await expectRefused(
      { file: undefined },
      {
        status: 400,
        code: 'InvalidArgument',
        message: 'POST requires exactly one file upload per request.',
      },
    );
  });

  it('must have a key before its file', async () => {
    const body = formOf(signedFields(policyOf()), image());
    body.append('key', 'uploads/a');
    const answer = await outcomeOf(fetch(`${s3.url}/pics`, { method: 'POST', body }));
    expect(answer).toMatchObject({ status: 400, code: 'InvalidArgument' });
    expect(s3.received).toEqual([]);
  });

  it('must be well-formed', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const asked = fetch(`${s3.url}/pics`, { method: 'POST', headers, body: '--y\r\n' });
    expect(await outcomeOf(asked)).toMatchObject({ status: 400, code: 'MalformedPOSTRequest' });
  });

  it('is denied without a signature', async () => {
    const denied = { status: 403, code: 'AccessDenied', message: 'Access Denied' };
    await expectRefused({ signed: {} }, denied);
    const { policy = '', 'x-amz-signature': signature = '' } = signedFields(policyOf());
    await expectRefused({ signed: { policy } }, denied);
    await expectRefused({ signed: { 'x-amz-signature': signature } }, denied);
  });

  it('is refused when another secret, or nobody, signed this policy', async () => {
    const mismatch = { status: 403, code: 'SignatureDoesNotMatch' };
    await expectRefused({ signed: signedFields(policyOf(), 'other') }, mismatch);
    const { policy: other = '' } = signedFields(policyOf([{ acl: 'public-read' }]));
    await expectRefused({ signed: { ...signedFields(policyOf()), policy: other } }, mismatch);
  });

  it('is refused when it is signed by Signature V2', async () => {
    const policy = Buffer.from(JSON.stringify(policyOf())).toString('base64');
    const signature = createHmac('sha1', 'local').update(policy).digest('base64');
    await expectRefused(
      { signed: { AWSAccessKeyId: 'key', policy, signature } },
      { status: 400, code: 'InvalidRequest' },
    );
  });

  it.each([
    ['x-amz-algorithm', 'AWS4-HMAC-SHA1'],
    ['x-amz-credential', 'key'],
    ['x-amz-date', 'now'],
    ['x-amz-date', '20291231T000000Z'],
  ])('is malformed with %s as %s', async (name, value) => {
    const signed = { ...signedFields(policyOf()), [name]: value };
    await expectRefused({ signed }, { status: 400, code: 'InvalidArgument' });
  });

  it('ends when its policy expires', async () => {
    const until = (expiration: string): object => policyOf([], { expiration });
    expect(await post({ policy: until('2030-01-01T00:00:00.000Z') })).toMatchObject({
      status: 204,
    });
    s3.received.length = 0;
    await expectRefused(
      { policy: until('2029-12-31T23:59:59.000Z') },
      policyDenies('Policy expired.'),
    );
  });

  it.each([
    ['a key outside the prefix', { key: 'other/a' }, '["starts-with","$key","uploads/"]'],
    [
      'another content type',
      { 'Content-Type': 'text/html' },
      '["starts-with","$Content-Type","image/"]',
    ],
    [
      'a list with another content type',
      { 'Content-Type': 'image/png,text/html' },
      '["starts-with","$Content-Type","image/"]',
    ],
  ])('is refused with %s', async (_, fields, condition) => {
    await expectRefused({ fields }, policyDenies(`Policy Condition failed: ${condition}`));
  });

  it('is refused for another bucket', async () => {
    await expectRefused(
      { path: '/others' },
      policyDenies('Policy Condition failed: ["eq","$bucket","pics"]'),
    );
  });

  it('is refused without a field that must equal', async () => {
    await expectRefused(
      { policy: policyOf([{ 'x-amz-meta-owner': 'me' }]) },
      policyDenies('Policy Condition failed: ["eq","$x-amz-meta-owner","me"]'),
    );
  });

  it('is refused with a field that no condition names', async () => {
    await expectRefused(
      { fields: { 'x-amz-meta-owner': 'me' } },
      policyDenies('Extra input fields: x-amz-meta-owner'),
    );
  });

  it('may be as small and as large as its policy says', async () => {
    for (const size of [1, 1000])
      expect(await post({ file: image(size) })).toMatchObject({ status: 204 });
    s3.received.length = 0;
    await expectRefused({ file: image(0) }, { status: 400, code: 'EntityTooSmall' });
    await expectRefused({ file: image(1001) }, { status: 400, code: 'EntityTooLarge' });
    const { text } = await post({ file: image(5000) });
    expect(text).toContain(
      '<ProposedSize>5000</ProposedSize><MaxSizeAllowed>1000</MaxSizeAllowed>',
    );
  });

  it.each([
    ['no JSON', '{'],
    ['no conditions', '{"expiration":"2031-01-01T00:00:00Z"}'],
    ['no date', '{"expiration":"soon","conditions":[]}'],
    [
      'an unknown condition',
      '{"expiration":"2031-01-01T00:00:00Z","conditions":[["ends","$key","a"]]}',
    ],
  ])('is refused with a policy that has %s', async (_, policy) => {
    await expectRefused(
      { signed: signedFields(policy) },
      { status: 400, code: 'InvalidPolicyDocument' },
    );
  });

  it.each([
    ['AAAAAA==', { status: 400, code: 'BadDigest' }],
    // By zlib.crc32 of Python.
    ['HJvqCg==', { status: 204 }],
  ])('has the checksum %s', async (checksum, expected) => {
    const field = { 'x-amz-checksum-crc32': checksum };
    expect(await post({ policy: policyOf([field]), fields: field })).toMatchObject(expected);
    expect(s3.received).toHaveLength(expected.status === 204 ? 1 : 0);
  });

  it('sets no ACL in a bucket without ACLs', async () => {
    await expectRefused(
      { policy: policyOf([{ acl: 'public-read' }]), fields: { acl: 'public-read' } },
      { status: 400, code: 'AccessControlListNotSupported' },
    );
  });

  it('goes to a bucket, not to a key', async () => {
    await expectRefused({ path: '/pics/uploads/a' }, { status: 403, code: 'AccessDenied' });
    expect(await post({ path: '/pics/' })).toMatchObject({ status: 204 });
  });
});
