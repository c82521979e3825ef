import { describe, expect, it } from '@jest/globals';
import { formatAge, formatTime } from '../../src/cli/times';

const now = new Date('2025-11-22T12:00:00.500Z');

describe('formatTime', () => {
  it('is the same on every machine: UTC, to the second', () => {
    expect(formatTime(now)).toBe('2025-11-22 12:00:00 UTC');
  });
});

describe('formatAge', () => {
  it.each([
    { seconds: -5, age: '0 s' },
    { seconds: 12, age: '12 s' },
    { seconds: 60, age: '1 min' },
    { seconds: 3599, age: '59 min' },
    { seconds: 7500, age: '2 h 5 min' },
    { seconds: 200000, age: '2 d' },
  ])('$seconds seconds are $age', ({ seconds, age }) => {
    expect(formatAge(new Date(now.getTime() - seconds * 1000), now)).toBe(age);
  });
});
