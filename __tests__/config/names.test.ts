import { describe, expect, it } from '@jest/globals';
import { matchesStack } from '../../src/config/names';

describe('matchesStack', () => {
  it.each([
    ['image-service-dev', true],
    ['image-*', true],
    ['*-dev', true],
    ['*', true],
    ['image', false],
    ['image-service.dev', false],
    ['*-prod', false],
  ])('%s and image-service-dev: %s', (pattern, expected) => {
    expect(matchesStack(pattern, 'image-service-dev')).toBe(expected);
  });
});
