import {
  CreateOriginAccessControlCommand,
  ListOriginAccessControlsCommand,
} from '@aws-sdk/client-cloudfront';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { notedInstance } from '../../local/instance';
import { endpoint } from '../../local/settings';
import { stageClients } from '../support/stage-clients';
import { startTestAws, type TestAws } from '../support/test-aws';

jest.setTimeout(120_000);

const open: TestAws[] = [];

afterEach(async () => {
  for (const aws of open.splice(0)) await aws.stop();
});

async function start(origin?: TestAws) {
  const aws = await startTestAws(origin);
  open.push(aws);
  return { aws, ...stageClients(aws.env) };
}

type Started = Awaited<ReturnType<typeof start>>;

const buckets = async ({ s3 }: Started): Promise<(string | undefined)[]> =>
  ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);

const accessControl = (Name: string) =>
  new CreateOriginAccessControlCommand({
    OriginAccessControlConfig: {
      Name,
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    },
  });

const accessControls = async ({ cloudfront }: Started): Promise<(string | undefined)[]> => {
  const { OriginAccessControlList } = await cloudfront.send(
    new ListOriginAccessControlsCommand({}),
  );
  return (OriginAccessControlList?.Items ?? []).map(({ Name }) => Name);
};

describe('a fork of the local AWS', () => {
  it('has all the data of its origin, and diverges from then on', async () => {
    const origin = await start();
    await origin.s3.send(new CreateBucketCommand({ Bucket: 'before' }));
    const object = { Bucket: 'before', Key: 'large' };
    await origin.s3.send(new PutObjectCommand({ ...object, Body: 'x'.repeat(8_000_000) }));
    await origin.cloudfront.send(accessControl('before'));

    const fork = await start(origin.aws);
    await fork.s3.send(new CreateBucketCommand({ Bucket: 'of-the-fork' }));
    await fork.cloudfront.send(accessControl('of-the-fork'));
    await origin.s3.send(new CreateBucketCommand({ Bucket: 'of-the-origin' }));

    expect(await buckets(fork)).toEqual(['before', 'of-the-fork']);
    expect(await buckets(origin)).toEqual(['before', 'of-the-origin']);
    expect(await accessControls(fork)).toEqual(['before', 'of-the-fork']);
    expect(await accessControls(origin)).toEqual(['before']);
    const { Body } = await fork.s3.send(new GetObjectCommand(object));
    expect((await Body?.transformToByteArray())?.length).toBe(8_000_000);
  });

  it('is made in the middle of many requests, none of which it hangs on', async () => {
    const origin = await start();
    const busy = Array.from({ length: 60 }, (_, index) =>
      origin.s3.send(new CreateBucketCommand({ Bucket: `bucket-${index}` })),
    );
    const forks = [await start(origin.aws), await start(origin.aws), await start(origin.aws)];
    await Promise.all(busy);
    expect((await buckets(origin)).length).toBe(60);
    for (const fork of forks) {
      await fork.s3.send(new CreateBucketCommand({ Bucket: 'after' }));
      expect(await buckets(fork)).toContain('after');
    }
  });

  it('ends without its origin', async () => {
    const origin = await start();
    const fork = await startTestAws(origin.aws);
    await fork.stop();
    await expect(fetch(endpoint(fork.port))).rejects.toThrow();
    expect(await buckets(origin)).toEqual([]);
  });
});

describe("moto's own port", () => {
  it('answers nobody but the gateway', async () => {
    const { aws } = await start();
    const { port = 0 } = notedInstance(aws.server)?.moto ?? {};
    for (const path of ['/', '/moto-api/reset', '/_launcher/fork']) {
      const answer = await fetch(endpoint(port) + path, { method: 'POST' });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });
});
