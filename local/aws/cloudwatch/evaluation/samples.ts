import { invalid } from '../invalid';

/** The values that a metric had in one minute, or in several together. */
export interface Samples {
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  /** How often each value occurred. */
  readonly occurrences: Record<string, number>;
}

/** A metric's samples by minute: the seconds since 1970 at which the minute begins. */
export type SamplesByMinute = ReadonlyMap<number, Samples>;

/** A value that occurred so many times. */
export const occurring = (value: number, times = 1): Samples => ({
  count: times,
  sum: value * times,
  minimum: value,
  maximum: value,
  occurrences: { [value]: times },
});

/** Adds further samples to those of the same minute or period. */
export function addSamples(to: Samples, more: Samples): void {
  to.count += more.count;
  to.sum += more.sum;
  to.minimum = Math.min(to.minimum, more.minimum);
  to.maximum = Math.max(to.maximum, more.maximum);
  for (const [value, times] of Object.entries(more.occurrences)) {
    to.occurrences[value] = (to.occurrences[value] ?? 0) + times;
  }
}

const MINUTE = 60;

/** The samples of whole minutes, the last of which ends at `end`; undefined where there are none. */
export function samplesBetween(
  samples: SamplesByMinute,
  start: number,
  end: number,
): Samples | undefined {
  let all: Samples | undefined;
  for (let minute = start; minute < end; minute += MINUTE) {
    const each = samples.get(minute);
    if (each === undefined) continue;
    all ??= { count: 0, sum: 0, minimum: Infinity, maximum: -Infinity, occurrences: {} };
    addSamples(all, each);
  }
  return all;
}

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/;

/**
 * A statistic of samples.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 * @throws AwsError for a statistic that is not known here.
 */
export function statisticOf(samples: Samples, statistic: string): number {
  switch (statistic) {
    case 'SampleCount':
      return samples.count;
    case 'Sum':
      return samples.sum;
    case 'Average':
      return samples.sum / samples.count;
    case 'Minimum':
      return samples.minimum;
    case 'Maximum':
      return samples.maximum;
    default: {
      const [, percentage] = PERCENTILE.exec(statistic) ?? [];
      if (percentage !== undefined) return percentile(samples, Number(percentage));
      throw invalid(`The local AWS does not know the statistic ${statistic}.`);
    }
  }
}

/**
 * AWS says what a percentile means and not how it interpolates; here it is linear between the two
 * values next to it, so that p0 is the least of them and p100 the greatest.
 */
function percentile({ count, occurrences }: Samples, percentage: number): number {
  const rank = ((count - 1) * percentage) / 100;
  const sorted = Object.entries(occurrences)
    .map(([value, times]) => ({ value: Number(value), times }))
    .sort((a, b) => a.value - b.value);
  const lower = valueAt(sorted, Math.floor(rank));
  const upper = valueAt(sorted, Math.ceil(rank));
  return lower + (upper - lower) * (rank - Math.floor(rank));
}

function valueAt(
  sorted: readonly { readonly value: number; readonly times: number }[],
  rank: number,
): number {
  let before = 0;
  for (const { value, times } of sorted) {
    before += times;
    if (rank < before) return value;
  }
  return sorted.at(-1)?.value ?? NaN;
}
