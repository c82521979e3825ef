import { describe, expect, it } from '@jest/globals';
import {
  addSamples,
  occurring,
  samplesBetween,
  statisticOf,
  type Samples,
} from '../../../../../local/aws/cloudwatch/evaluation/samples';

function samples(...values: readonly number[]): Samples {
  const [first = 0, ...more] = values;
  const all = occurring(first);
  for (const value of more) addSamples(all, occurring(value));
  return all;
}

describe('a statistic', () => {
  it.each([
    ['SampleCount', 4],
    ['Sum', 21],
    ['Average', 5.25],
    ['Minimum', 1],
    ['Maximum', 10],
    ['p0', 1],
    ['p50', 5],
    ['p90', 8.5],
    ['p99.9', 9.985],
    ['p100', 10],
  ])('%s of 10, 1, 5 and 5 is %d', (statistic, expected) => {
    expect(statisticOf(samples(10, 1, 5, 5), statistic)).toBeCloseTo(expected, 10);
  });

  it.each(['p50', 'p95'])('%s of one value is that value', (statistic) => {
    expect(statisticOf(samples(7), statistic)).toBe(7);
  });

  it.each(['tm90', 'IQM', 'sum', 'p101', 'p'])('%s is refused by its name', (statistic) => {
    expect(() => statisticOf(samples(1, 2), statistic)).toThrow(
      `The local AWS does not know the statistic ${statistic}.`,
    );
  });
});

describe('the samples of a period', () => {
  it('begin with it, end before the next, and stay what they were', () => {
    const minutes = new Map([60, 120, 180, 240].map((minute) => [minute, samples(minute)]));
    expect(samplesBetween(minutes, 120, 240)).toMatchObject({ count: 2, sum: 300 });
    expect(samplesBetween(minutes, 120, 240)).toMatchObject({ count: 2, sum: 300 });
    expect(samplesBetween(minutes, 300, 360)).toBeUndefined();
  });
});
