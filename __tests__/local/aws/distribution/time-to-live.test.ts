import { expect, it } from '@jest/globals';
import { errorTimeToLive, timeToLive } from '../../../../local/aws/distribution/time-to-live';

const NOW = new Date('2030-01-01T00:00:00Z');
const policy = (MinTTL: number, DefaultTTL = 86_400, MaxTTL = 31_536_000) => ({
  MinTTL: String(MinTTL),
  DefaultTTL: String(DefaultTTL),
  MaxTTL: String(MaxTTL),
});

/** The lines of AWS's table, without a minimum TTL and with one. */
it.each([
  [policy(0), {}, 86_400],
  [policy(100_000), {}, 100_000],
  [policy(0), { 'cache-control': 'max-age=60' }, 60],
  [policy(0, 10, 30), { 'cache-control': 'max-age=60' }, 30],
  [policy(90), { 'cache-control': 'max-age=60' }, 90],
  [policy(90), { 'cache-control': 'max-age=100' }, 100],
  [policy(0), { 'cache-control': 'max-age=60, s-maxage=5' }, 5],
  [policy(0), { 'cache-control': 'public, max-age=0' }, 0],
  [policy(0), { expires: 'Tue, 01 Jan 2030 00:01:00 GMT' }, 60],
  [policy(0, 10, 30), { expires: 'Tue, 01 Jan 2030 00:01:00 GMT' }, 30],
  [policy(0), { expires: 'Mon, 31 Dec 2029 00:00:00 GMT' }, 0],
  [policy(0), { expires: '0' }, 0],
  [policy(0), { expires: 'Tue, 01 Jan 2030 00:01:00 GMT', 'cache-control': 'max-age=5' }, 5],
  [policy(0), { 'cache-control': 'no-store' }, undefined],
  [policy(0), { 'cache-control': 'No-Cache' }, undefined],
  [policy(0), { 'cache-control': 'max-age=60, private' }, undefined],
  [policy(7), { 'cache-control': 'no-store' }, 7],
])('by the cache policy %j an answer with %j is fresh for %s seconds', (by, headers, expected) => {
  expect(timeToLive(by, headers as Record<string, string>, NOW)).toBe(expected);
});

const configured = {
  CustomErrorResponses: {
    Quantity: '1',
    Items: { CustomErrorResponse: { ErrorCode: '403', ErrorCachingMinTTL: '10' } },
  },
};

it.each([
  [configured, 403, {}, 10],
  [configured, 403, { 'cache-control': 'max-age=60' }, 60],
  [configured, 403, { 'cache-control': 'no-store, max-age=1' }, 10],
  [configured, 404, {}, 10],
  [{}, 404, {}, 10],
  [{}, 503, { 'cache-control': 's-maxage=20' }, 20],
  [{}, 403, {}, undefined],
  [{}, 403, { 'cache-control': 'max-age=5' }, 10],
  [{}, 416, {}, undefined],
])(
  'by the distribution %j the error %d with %j is kept for %s seconds',
  (of, status, headers, expected) => {
    expect(errorTimeToLive(of, status, headers as Record<string, string>)).toBe(expected);
  },
);
