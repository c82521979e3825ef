import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stageClients } from '../support/stage-clients';
import { startTestAws, type TestAws } from '../support/test-aws';

let aws: TestAws;
let s3: S3Client;

beforeAll(async () => {
  aws = await startTestAws();
  s3 = stageClients(aws.env).s3;
  await s3.send(new CreateBucketCommand({ Bucket: 'pics' }));
}, 120_000);

afterAll(async () => {
  s3.destroy();
  await aws.stop();
});

const presign = (command: GetObjectCommand | PutObjectCommand): Promise<string> =>
  // The presigner's own type allows no optional properties as strict as this project's.
  getSignedUrl(s3, command as Parameters<typeof getSignedUrl>[1]);

const read = async (Key: string, Range?: string): Promise<string | undefined> => {
  const get = new GetObjectCommand({ Bucket: 'pics', Key, ...(Range && { Range }) });
  return (await s3.send(get)).Body?.transformToString();
};

describe('S3 in the local AWS', () => {
  it('makes an object once with If-None-Match: *', async () => {
    const put = (): Promise<unknown> =>
      s3.send(
        new PutObjectCommand({ Bucket: 'pics', Key: 'once', Body: 'first', IfNoneMatch: '*' }),
      );
    // Terraform's lock rests on it: of many who come at once one gets through.
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, put));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put()).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
  });

  it('encodes the keys of versions for who asks for that', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'pics', Key: 'kept/a%20b', Body: 'content' }));
    const listed = { Bucket: 'pics', Prefix: 'kept/', EncodingType: 'url' } as const;
    const { EncodingType, Versions } = await s3.send(new ListObjectVersionsCommand(listed));
    expect(EncodingType).toBe('url');
    expect(Versions?.map(({ Key }) => Key)).toEqual(['kept/a%2520b']);
  });

  it('empties a bucket of delete markers after its versioning was suspended', async () => {
    const Bucket = 'versioned';
    const version = (Status: 'Enabled' | 'Suspended') =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await version('Enabled');
    await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'content' }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await version('Suspended');
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket }),
    );
    expect([Versions.length, DeleteMarkers.length]).toEqual([1, 1]);
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
  });

  it('ignores a range that is none', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'pics', Key: 'ranges', Body: 'content' }));
    expect(await read('ranges', 'bytes=0-3')).toBe('cont');
    for (const range of ['foo', 'bytes=0=3', 'bytes=x']) {
      expect(await read('ranges', range)).toBe('content');
    }
  });

  it('stores and gives by presigned URLs, and nothing without them', async () => {
    const object = { Bucket: 'pics', Key: "a/ü b+c'(1).png" };
    const put = await fetch(await presign(new PutObjectCommand(object)), {
      method: 'PUT',
      body: 'content',
    });
    expect(put.status).toBe(200);
    const url = await presign(new GetObjectCommand(object));
    expect(await (await fetch(url)).text()).toBe('content');
    const unsigned = url.split('?')[0] ?? '';
    const other = url.replace(/(?<=X-Amz-Signature=)..../, '0000');
    for (const [method, at] of [
      ['GET', other],
      ['DELETE', url],
      ['GET', unsigned],
      ['DELETE', unsigned],
      ['GET', `${aws.env.AWS_ENDPOINT_URL ?? ''}/pics`],
    ] as const) {
      expect([method, at, (await fetch(at, { method })).status]).toEqual([method, at, 403]);
    }
    expect(await (await fetch(url)).text()).toBe('content');
  });
});
