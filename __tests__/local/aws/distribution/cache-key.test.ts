import { expect, it } from '@jest/globals';
import { cacheKeyOf } from '../../../../local/aws/distribution/cache-key';

const queryStrings = (behavior: string, names: string[] = []) => ({
  ParametersInCacheKeyAndForwardedToOrigin: {
    QueryStringsConfig: {
      QueryStringBehavior: behavior,
      QueryStrings: { Quantity: String(names.length), Items: { Name: names } },
    },
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
  const request = { path: '/a', query };
  expect(cacheKeyOf(queryStrings(behavior, names), request)).toBe(expected);
});
