import { describe, expect, it } from '@jest/globals';
import { matches } from '../../src/values/matches';

describe('matches', () => {
  it.each([
    ['image-service-dev', 'image-service-dev', true],
    ['image-*', 'image-service-dev', true],
    ['*-dev', 'image-service-dev', true],
    ['*', 'image-service-dev', true],
    ['image', 'image-service-dev', false],
    ['image-service.dev', 'image-service-dev', false],
    ['*-prod', 'image-service-dev', false],
    ['**', 'a/b/c', true],
    ['a/b', 'a/b', true],
    ['a/b', 'a/b/c', false],
    ['a-*/b', 'a-1/b', true],
    ['a-*', 'a-1/b', false],
    ['a-*/**', 'a-1/b/c', true],
    ['a.c', 'abc', false],
  ])('%s means %s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});
