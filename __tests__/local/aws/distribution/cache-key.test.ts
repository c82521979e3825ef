import { expect, it } from '@jest/globals';
import { acceptedEncodings, cacheKeyOf } from '../../../../local/aws/distribution/cache-key';

const policy = (parameters: object) => ({
  ParametersInCacheKeyAndForwardedToOrigin: parameters as Record<string, string>,
});

const request = (query: string, headers: Record<string, string> = {}) => ({
  method: 'GET',
  path: '/a',
  query,
  headers,
});

const queryStrings = (behavior: string, names: string[] = []) =>
  policy({
    QueryStringsConfig: {
      QueryStringBehavior: behavior,
      QueryStrings: { Quantity: String(names.length), Items: { Name: names } },
    },
  });

it.each([
  ['none', [], 'a=1&b=2', '/a'],
  ['all', [], 'b=2&a=1', '/a?b=2&a=1'],
  ['all', [], '', '/a'],
  ['whitelist', ['a', 'c'], 'c=3&b=2&a=1&a=4', '/a?c=3&a=1&a=4'],
  ['whitelist', ['a'], 'b=2', '/a'],
  ['allExcept', ['b'], 'a=1&b=2', '/a?a=1'],
])('by query strings %s %j, ?%s makes the key %s', (behavior, names, query, expected) => {
  expect(cacheKeyOf(queryStrings(behavior, names), request(query)).url).toBe(expected);
});

/** Whether requests with those headers share an answer. */
const areOne = (parameters: object, one: Record<string, string>, other: Record<string, string>) =>
  cacheKeyOf(policy(parameters), request('', one)).varies ===
  cacheKeyOf(policy(parameters), request('', other)).varies;

const headers = { HeadersConfig: { Headers: { Quantity: '1', Items: { Name: 'Origin' } } } };
const cookies = (CookieBehavior: string) => ({
  CookiesConfig: { CookieBehavior, Cookies: { Quantity: '1', Items: { Name: 's' } } },
});
const encodings = { EnableAcceptEncodingGzip: 'true', EnableAcceptEncodingBrotli: 'true' };

it.each([
  [{}, { origin: 'https://a', cookie: 's=1', 'accept-encoding': 'br' }, {}, true],
  [headers, { origin: 'https://a' }, { origin: 'https://b' }, false],
  [headers, { origin: 'https://a' }, { origin: 'https://a', accept: '*/*' }, true],
  [cookies('whitelist'), { cookie: 's=1; t=1' }, { cookie: 't=2; s=1' }, true],
  [cookies('whitelist'), { cookie: 's=1' }, { cookie: 's=2' }, false],
  [cookies('allExcept'), { cookie: 's=1' }, { cookie: 's=2' }, true],
  [cookies('allExcept'), { cookie: 't=1' }, { cookie: 't=2' }, false],
  [cookies('all'), { cookie: 's=1' }, {}, false],
  [cookies('none'), { cookie: 's=1' }, {}, true],
  [encodings, { 'accept-encoding': 'gzip, br' }, { 'accept-encoding': 'br;q=1, gzip, zstd' }, true],
  [encodings, { 'accept-encoding': 'gzip' }, {}, false],
])('by %j requests with %j and %j share an answer: %s', (parameters, one, other, expected) => {
  expect(areOne(parameters, one as never, other as never)).toBe(expected);
});

it.each([
  ['gzip, deflate, br', ['br', 'gzip']],
  ['GZIP', ['gzip']],
  ['gzip;q=0, br;q=0.0', []],
  ['gzip;q=0.5', ['gzip']],
  ['x-gzip', []],
  ['*', []],
])('a viewer that takes %s gets the first of %j', (accepted, expected) => {
  expect(acceptedEncodings(policy(encodings), { 'accept-encoding': accepted })).toEqual(expected);
});
