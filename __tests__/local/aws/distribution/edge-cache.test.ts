import {
  CreateInvalidationCommand,
  GetDistributionCommand,
  GetInvalidationCommand,
  ListInvalidationsCommand,
  CreateMonitoringSubscriptionCommand,
} from '@aws-sdk/client-cloudfront';
import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { CACHE_BYTES, keep, recall } from '../../../../local/aws/distribution/edge-cache';
import type { CachedAnswer } from '../../../../local/aws/store';
import { startDistributions, type DistributionHarness } from './distribution-harness';

let aws: DistributionHarness;

beforeEach(async () => {
  aws = await startDistributions();
  aws.objects['pics/a.png'] = { body: 'a picture' };
});

/** Where the answer came from, and its age. */
const cached = async (id: string, path: string, headers = {}): Promise<string> => {
  const { headers: got } = await aws.view(id, path, { headers });
  return [got['x-cache'], got.age].filter((each) => each !== undefined).join(' ');
};

const MISS = 'Miss from cloudfront';

describe('a cached object', () => {
  it('is served with its age and date until its time to live has passed, also to HEAD', async () => {
    const id = await aws.create();
    const first = await aws.view(id, '/a.png');
    aws.objects['pics/a.png'] = { body: 'another picture' };
    aws.advance(86_399_999);
    const again = await aws.view(id, '/a.png', { method: 'HEAD' });
    expect(again.headers).toMatchObject({
      'x-cache': 'Hit from cloudfront',
      age: '86399',
      'content-length': '9',
      date: first.headers.date,
    });
    expect(aws.asked).toHaveLength(1);
    aws.advance(1);
    const next = await aws.view(id, '/a.png');
    expect(next).toMatchObject({ text: 'another picture', headers: { 'x-cache': MISS } });
  });

  it('that has not changed is fresh again once its bucket says so', async () => {
    const id = await aws.create();
    const { headers } = await aws.view(id, '/a.png');
    aws.advance(86_400_000);
    const refreshed = await aws.view(id, '/a.png');
    expect(refreshed).toMatchObject({
      status: 200,
      text: 'a picture',
      headers: { 'x-cache': 'RefreshHit from cloudfront', 'content-type': 'image/png' },
    });
    expect(aws.asked[1]?.headers['if-none-match']).toBe(headers.etag);
    expect(await cached(id, '/a.png')).toBe('Hit from cloudfront 0');
    expect(aws.asked).toHaveLength(2);
  });

  it('is one for all query strings, cookies and headers, as dev has it', async () => {
    const id = await aws.create();
    expect(await cached(id, '/a.png?w=100')).toBe(MISS);
    const headers = { cookie: 'a=1', origin: 'https://app.example', 'accept-encoding': 'br' };
    expect(await cached(id, '/a.png?w=200', headers)).toBe('Hit from cloudfront 0');
  });

  it('is another one where the cache policy says so', async () => {
    const QueryStrings = { Quantity: 1, Items: ['w'] };
    const byWidth = {
      QueryStringsConfig: { QueryStringBehavior: 'whitelist' as const, QueryStrings },
    };
    const id = await aws.create({}, {}, { cacheKey: byWidth });
    for (const query of ['w=1', 'w=2']) expect(await cached(id, `/a.png?${query}`)).toBe(MISS);
    expect(await cached(id, '/a.png?x=3&w=2')).toBe('Hit from cloudfront 0');
  });

  it('belongs to one distribution', async () => {
    const [one, other] = [await aws.create(), await aws.create()];
    expect(await cached(one, '/a.png')).toBe(MISS);
    expect((await aws.view(other, '/a.png')).status).toBe(403);
  });

  it('is none where its viewer left before the bucket answered', async () => {
    const id = await aws.create();
    let answer = (): void => undefined;
    aws.hold.until = new Promise((resolve) => {
      answer = resolve;
    });
    const { hostname, port } = new URL(aws.url);
    const host = `${id.toLowerCase()}.cloudfront.localhost`;
    const leaving = request({ hostname, port, path: '/a.png', headers: { host } });
    leaving.once('error', () => undefined).end();
    while (aws.asked.length === 0) await setTimeout(5);
    leaving.destroy();
    while (aws.hold.left === 0) await setTimeout(5);
    expect(aws.metrics).toEqual([]);
    answer();
    expect(await cached(id, '/a.png')).toBe(MISS);
  });

  it('lasts as long as the local AWS’s other data', async () => {
    const id = await aws.create();
    await aws.view(id, '/a.png');
    await aws.restore();
    aws.advance(1000);
    expect(await aws.view(id, '/a.png')).toMatchObject({
      text: 'a picture',
      headers: { 'x-cache': 'Hit from cloudfront', age: '1' },
    });
  });
});

describe('a cached error', () => {
  it('is served for the ten seconds that dev says, and what has appeared after them', async () => {
    const id = await aws.create();
    expect((await aws.view(id, '/new.png')).status).toBe(403);
    aws.objects['pics/new.png'] = { body: 'new' };
    aws.advance(9_000);
    const { status, headers } = await aws.view(id, '/new.png');
    expect([status, headers['x-cache'], headers.age]).toEqual([403, 'Error from cloudfront', '9']);
    aws.advance(1_000);
    expect(await aws.view(id, '/new.png')).toMatchObject({ status: 200, text: 'new' });
  });

  it('403 is not kept where nobody says for how long', async () => {
    const id = await aws.create({ CustomErrorResponses: { Quantity: 0 } });
    await aws.view(id, '/new.png');
    aws.objects['pics/new.png'] = { body: 'new' };
    expect((await aws.view(id, '/new.png')).status).toBe(200);
  });
});

describe('an invalidation', () => {
  const create = (id: string, CallerReference: string, ...Items: string[]) =>
    aws.client.send(
      new CreateInvalidationCommand({
        DistributionId: id,
        InvalidationBatch: { CallerReference, Paths: { Quantity: Items.length, Items } },
      }),
    );

  /** Of these paths, those that the cache no longer has. */
  async function forgotten(...paths: string[]): Promise<readonly string[]> {
    for (const path of ['/a.png', '/a.png2', '/sub/b.png', '/sub']) {
      aws.objects[`pics${path}`] = { body: path };
    }
    const all = ['/a.png', '/a.png2', '/sub/b.png', '/sub'];
    const [id, other] = [await aws.create(), await aws.create()];
    for (const path of all) await aws.view(id, path);
    await create(other, 'of another distribution', '/*');
    await create(id, 'first', ...paths);
    const now = await Promise.all(all.map(async (path) => [path, await cached(id, path)] as const));
    return now.filter(([, source]) => source === MISS).map(([path]) => path);
  }

  it.each([
    [['/a.png'], ['/a.png']],
    [['/a.png*'], ['/a.png', '/a.png2']],
    [['/sub/*'], ['/sub/b.png']],
    [
      ['/sub*', '/a.png'],
      ['/a.png', '/sub/b.png', '/sub'],
    ],
    [['/A.png', '/a'], []],
    [['/*'], ['/a.png', '/a.png2', '/sub/b.png', '/sub']],
  ])('of %j empties the cache of %j', async (paths, expected) => {
    expect(await forgotten(...paths)).toEqual(expected);
  });

  it('names the query strings that belong to the key', async () => {
    const cacheKey = { QueryStringsConfig: { QueryStringBehavior: 'all' as const } };
    const id = await aws.create({}, {}, { cacheKey });
    for (const query of ['w=1', 'w=2']) await aws.view(id, `/a.png?${query}`);
    await create(id, 'path', '/a.png');
    expect(await cached(id, '/a.png?w=1')).toBe('Hit from cloudfront 0');
    await create(id, 'query', '/a.png?w=1');
    expect(await cached(id, '/a.png?w=1')).toBe(MISS);
    expect(await cached(id, '/a.png?w=2')).toBe('Hit from cloudfront 0');
  });

  it('is in progress for a moment, and counted meanwhile', async () => {
    const id = await aws.create();
    const { Invalidation, Location } = await create(id, 'first', '/*');
    expect(Invalidation).toEqual({
      Id: expect.stringMatching(/^I[0-9A-Z]{13}$/),
      Status: 'InProgress',
      CreateTime: new Date('2030-01-01T00:00:00Z'),
      InvalidationBatch: { CallerReference: 'first', Paths: { Quantity: 1, Items: ['/*'] } },
    });
    expect(Location).toBe(
      `https://cloudfront.amazonaws.com/2020-05-31/distribution/${id}/invalidation/${Invalidation?.Id ?? ''}`,
    );
    const inProgress = async () => {
      const { Distribution } = await aws.client.send(new GetDistributionCommand({ Id: id }));
      return Distribution?.InProgressInvalidationBatches;
    };
    expect(await inProgress()).toBe(1);
    aws.advance(1000);
    expect(await inProgress()).toBe(0);
    const got = await aws.client.send(
      new GetInvalidationCommand({ DistributionId: id, Id: Invalidation?.Id }),
    );
    expect(got.Invalidation).toEqual({ ...Invalidation, Status: 'Completed' });
  });

  it('is listed, the latest first', async () => {
    const id = await aws.create();
    const ids: unknown[] = [];
    for (const reference of ['1', '2', '3']) {
      ids.unshift((await create(id, reference, '/*')).Invalidation?.Id);
    }
    const list = async (Marker?: string) => {
      const input = { DistributionId: id, MaxItems: 2, ...(Marker && { Marker }) };
      return (await aws.client.send(new ListInvalidationsCommand(input))).InvalidationList;
    };
    const first = await list();
    expect(first).toMatchObject({ IsTruncated: true, Quantity: 2 });
    const second = await list(first?.NextMarker);
    expect(second).toMatchObject({ IsTruncated: false, Quantity: 1 });
    expect([...(first?.Items ?? []), ...(second?.Items ?? [])].map(({ Id }) => Id)).toEqual(ids);
  });

  it('that is sent again is the same one, and another one is none with its reference', async () => {
    const id = await aws.create();
    const { Invalidation } = await create(id, 'first', '/a*', '/b');
    expect((await create(id, 'first', '/a*', '/b')).Invalidation?.Id).toBe(Invalidation?.Id);
    await expect(create(id, 'first', '/a*')).rejects.toMatchObject({
      name: 'InvalidationBatchAlreadyExists',
    });
  });

  it.each(['a.png', '/a*/b', '/**', '*'])('is not made of the path %s', async (path) => {
    const id = await aws.create();
    await expect(create(id, 'first', path)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('belongs to a distribution that is there', async () => {
    const id = await aws.create();
    await expect(create('E0', 'first', '/*')).rejects.toMatchObject({ name: 'NoSuchDistribution' });
    await expect(
      aws.client.send(new GetInvalidationCommand({ DistributionId: id, Id: 'I0' })),
    ).rejects.toMatchObject({ name: 'NoSuchInvalidation' });
  });
});

describe('the hit rate', () => {
  const hits = () =>
    aws.metrics.filter(({ metricName }) => metricName === 'CacheHitRate').map(({ value }) => value);

  it('is measured of what could be cached, once a monitoring subscription enables it', async () => {
    const id = await aws.create();
    await aws.view(id, '/a.png');
    expect(hits()).toEqual([]);
    await aws.client.send(
      new CreateMonitoringSubscriptionCommand({
        DistributionId: id,
        MonitoringSubscription: {
          RealtimeMetricsSubscriptionConfig: { RealtimeMetricsSubscriptionStatus: 'Enabled' },
        },
      }),
    );
    await aws.view(id, '/a.png');
    await aws.view(id, '/missing.png');
    await aws.view(id, '/a.png', { method: 'POST' });
    aws.advance(86_400_000);
    await aws.view(id, '/a.png');
    aws.objects['pics/b.png'] = { body: 'b' };
    await aws.view(id, '/b.png');
    expect(hits()).toEqual([100, 100, 0]);
  });
});

describe('the cache', () => {
  const answer = (key: string, bytes: number): CachedAnswer => ({
    key,
    status: 200,
    headers: {},
    body: new Uint8Array(bytes),
    storedAt: '2030-01-01T00:00:00Z',
    freshSeconds: 60,
  });
  it('forgets what was asked for longest ago where there is no room', () => {
    const cache = new Map<string, CachedAnswer>();
    const third = Math.floor(CACHE_BYTES / 3);
    for (const key of ['/1', '/2', '/3']) keep(cache, 'E1', answer(key, third));
    recall(cache, 'E1', '/1');
    keep(cache, 'E1', answer('/4', third));
    expect([...cache.keys()]).toEqual(['E1 /3', 'E1 /1', 'E1 /4']);
    keep(cache, 'E1', answer('/too-large', CACHE_BYTES + 1));
    expect(cache.size).toBe(3);
  });
});
