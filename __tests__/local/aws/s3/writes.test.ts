import { createHash } from 'node:crypto';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketAclCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { NOW, outcomeOf, startS3, type S3Harness } from './s3-harness';

let s3: S3Harness;
let client: S3Client;

beforeEach(async () => {
  s3 = await startS3();
  client = s3.client();
});

const object = { Bucket: 'pics', Key: 'key' };

const put = (added: Partial<PutObjectCommandInput>): Promise<unknown> =>
  client.send(new PutObjectCommand({ ...object, Body: 'content', ...added }));

const ownership = (value: string): void => {
  s3.settings['/pics?ownershipControls'] =
    `<OwnershipControls><Rule><ObjectOwnership>${value}</ObjectOwnership></Rule></OwnershipControls>`;
};

const NOT_SUPPORTED = {
  name: 'AccessControlListNotSupported',
  message: 'The bucket does not allow ACLs',
  $metadata: { httpStatusCode: 400 },
};

describe('an ACL', () => {
  const writes: [string, () => Promise<unknown>][] = [
    ['public-read of an object', () => put({ ACL: 'public-read' })],
    ['private of an object', () => put({ ACL: 'private' })],
    [
      'public-read of a presigned URL',
      async () => {
        const command = new PutObjectCommand({ ...object, ACL: 'public-read' });
        const url = await getSignedUrl(client, command as never, { signingDate: NOW });
        expect(url).toContain('x-amz-acl=public-read');
        const { status, code, message } = await outcomeOf(fetch(url, { method: 'PUT' }));
        if (status === 200) return;
        throw Object.assign(new Error(message), {
          name: code,
          $metadata: { httpStatusCode: status },
        });
      },
    ],
    ['a grant', () => put({ GrantRead: 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' })],
    ['PutObjectAcl', () => client.send(new PutObjectAclCommand({ ...object, ACL: 'public-read' }))],
    [
      'PutBucketAcl with a document',
      () =>
        client.send(
          new PutBucketAclCommand({ Bucket: 'pics', AccessControlPolicy: { Grants: [] } }),
        ),
    ],
  ];

  it.each(writes)('as %s is refused in a bucket that enforces its owner', async (_, write) => {
    ownership('BucketOwnerEnforced');
    await expect(write()).rejects.toMatchObject(NOT_SUPPORTED);
    expect(s3.received).toEqual([]);
  });

  it.each(writes)('as %s is refused in a bucket where nobody chose', async (_, write) => {
    await expect(write()).rejects.toMatchObject(NOT_SUPPORTED);
  });

  it.each(writes)('as %s is taken where the bucket allows ACLs', async (_, write) => {
    ownership('BucketOwnerPreferred');
    await write();
    expect(s3.received).toHaveLength(1);
  });

  it('may be bucket-owner-full-control everywhere', async () => {
    ownership('BucketOwnerEnforced');
    await put({ ACL: 'bucket-owner-full-control' });
    expect(s3.received).toHaveLength(1);
  });

  it('at the creation of a bucket needs another ownership', async () => {
    const create = (ObjectOwnership?: 'ObjectWriter'): Promise<unknown> =>
      client.send(
        new CreateBucketCommand({
          Bucket: 'new',
          ACL: 'public-read',
          ...(ObjectOwnership && { ObjectOwnership }),
        }),
      );
    await expect(create()).rejects.toMatchObject({
      name: 'InvalidBucketAclWithObjectOwnership',
      $metadata: { httpStatusCode: 400 },
    });
    expect(s3.received).toEqual([]);
    await create('ObjectWriter');
  });
});

describe('the body of an upload', () => {
  const md5 = (text: string): string => createHash('md5').update(text).digest('base64');

  it('is what its Content-MD5 says', async () => {
    await put({ ContentMD5: md5('content') });
    expect(s3.received).toMatchObject([{ body: 'content' }]);
  });

  it('is refused with the Content-MD5 of another', async () => {
    await expect(put({ ContentMD5: md5('other') })).rejects.toMatchObject({
      name: 'BadDigest',
      message: 'The Content-MD5 you specified did not match what we received.',
      $metadata: { httpStatusCode: 400 },
    });
    expect(s3.received).toEqual([]);
  });

  it.each(['', 'nonsense', 'AAAA'])(
    'is refused with "%s" for a Content-MD5',
    async (ContentMD5) => {
      // The SDK leaves out an empty one.
      const refused = expect(put({ ContentMD5: ContentMD5 || '=' })).rejects;
      await refused.toMatchObject({ name: 'InvalidDigest', $metadata: { httpStatusCode: 400 } });
      expect(s3.received).toEqual([]);
    },
  );

  // Python: base64.b64encode(struct.pack('>I', zlib.crc32(b'content'))), and hashlib.sha256.
  it.each([
    ['ChecksumCRC32', '/sUwqQ=='],
    ['ChecksumSHA1', 'BA8G/XdAkkeNRQd09bowxdp4rMg='],
    ['ChecksumSHA256', '7XACtDnprIRfIjV9giusFERzD722AW0+yUMil7nsn3M='],
  ])('is what its %s says', async (name, checksum) => {
    await put({ [name]: checksum });
    expect(s3.received).toMatchObject([{ body: 'content' }]);
    await expect(put({ [name]: checksum, Body: 'other' })).rejects.toMatchObject({
      name: 'BadDigest',
      message: `The ${name.replace('Checksum', '')} you specified did not match the calculated checksum.`,
      $metadata: { httpStatusCode: 400 },
    });
    expect(s3.received).toHaveLength(1);
  });

  it('is refused with a CRC32 that is none', async () => {
    await expect(put({ ChecksumCRC32: 'AAA=' })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: 'Value for x-amz-checksum-crc32 header is invalid.',
    });
  });

  it.each([
    ['/sUwqQ==', 200],
    ['NSRBwg==', 400],
  ])('is compared with a checksum behind it, %s', async (checksum, status) => {
    const body = `7\r\ncontent\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`;
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { headers: Record<string, string>; body: string };
        request.headers['x-amz-content-sha256'] = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
        request.headers['x-amz-trailer'] = 'x-amz-checksum-crc32';
        request.headers['content-length'] = String(body.length);
        delete request.headers['x-amz-checksum-crc32'];
        request.body = body;
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const answered = await put({}).then(
      () => 200,
      (error: unknown) =>
        (error as { $metadata: { httpStatusCode: number } }).$metadata.httpStatusCode,
    );
    expect(answered).toBe(status);
    expect(s3.received).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe('XML', () => {
  const sent = async (method: string, query: string, Body: string): Promise<unknown> => {
    // The SDK writes only XML that is right.
    client.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as {
          method: string;
          path: string;
          query: object;
          body: string;
        };
        const [path = '', parameter = ''] = query.split('?');
        Object.assign(request, { method, path, query: parameter ? { [parameter]: '' } : {} });
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    return put({ Body });
  };

  it.each([
    ['PUT', '/pics?cors', '<CORSConfiguration>'],
    ['PUT', '/pics?cors', 'garbage'],
    ['PUT', '/pics?website', '<Other></Other>'],
    ['PUT', '/pics?metrics', 'garbage'],
    ['POST', '/pics?delete', '<Delete'],
    ['PUT', '/pics/key?tagging', '<Tagging'],
    ['POST', '/pics/key?uploadId', '<CompleteMultipartUpload'],
    ['PUT', '/pics', '<CreateBucketConfiguration'],
  ])('is malformed in %s %s as %s', async (method, path, body) => {
    await expect(sent(method, path, body)).rejects.toMatchObject({
      name: 'MalformedXML',
      $metadata: { httpStatusCode: 400 },
    });
    expect(s3.received).toEqual([]);
  });

  it.each([
    ['PUT', '/pics?tagging', '<?xml version="1.0"?>\n<Tagging xmlns="a"><TagSet/></Tagging>'],
    ['PUT', '/pics/key?uploadId', 'a part, not XML'],
    ['PUT', '/pics/key', '<Tagging'],
  ])('reaches moto in %s %s as %s', async (method, path, body) => {
    await sent(method, path, body);
    expect(s3.received).toMatchObject([{ body }]);
  });
});

describe('a range', () => {
  it.each([
    ['foo', undefined],
    ['bytes=0=3', undefined],
    ['bytes=0-3', 'bytes=0-3'],
  ])('as "%s" reaches moto as %s', async (Range, expected) => {
    await client.send(new GetObjectCommand({ ...object, Range }));
    expect(s3.received[0]?.headers.range).toBe(expected);
  });
});
