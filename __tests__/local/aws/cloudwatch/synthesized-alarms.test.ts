import { describe, expect, it } from '@jest/globals';
import {
  evaluateAlarm,
  evaluationTimes,
  type AlarmQuery,
  type EvaluatedAlarm,
} from '../../../../local/aws/cloudwatch/evaluation/alarm-state';
import type { MetricSource } from '../../../../local/aws/cloudwatch/evaluation/queries';
import {
  addSamples,
  occurring,
  type Samples,
} from '../../../../local/aws/cloudwatch/evaluation/samples';
import { ImageServiceStack } from '../../../../src/stacks/image-service-stack';
import { config, stage } from '../../../support/config';
import { EVERY_FUNCTION } from '../../../support/every-function';
import { synthesize, testApp } from '../../../support/stack';

type Dimensions = Readonly<Record<string, string>>;

/** What of a synthesized `aws_cloudwatch_metric_alarm` is read here. */
interface Synthesized {
  readonly alarm_name: string;
  readonly comparison_operator: string;
  readonly threshold: number;
  readonly evaluation_periods: number;
  readonly datapoints_to_alarm?: number;
  readonly treat_missing_data?: string;
  readonly namespace?: string;
  readonly metric_name?: string;
  readonly dimensions?: Dimensions;
  readonly period?: number;
  readonly statistic?: string;
  readonly extended_statistic?: string;
  readonly metric_query?: readonly {
    readonly id: string;
    readonly expression?: string;
    readonly return_data?: boolean;
    readonly metric?: {
      readonly namespace: string;
      readonly metric_name: string;
      readonly dimensions?: Dimensions;
      readonly stat: string;
      readonly period: number;
    };
  }[];
}

const dev = synthesize(
  new ImageServiceStack(testApp(), {
    shared: config.shared,
    stage: { ...stage('dev'), billingAlarm: 'account' },
    functions: EVERY_FUNCTION,
  }),
);
const synthesized = Object.values(
  dev.resource.aws_cloudwatch_metric_alarm ?? {},
) as unknown as readonly Synthesized[];

const listed = (dimensions: Dimensions = {}) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** The alarm as the provider puts it; what is not said of a query's result is not returned. */
const alarmOf = (from: Synthesized): EvaluatedAlarm => ({
  Namespace: from.namespace,
  MetricName: from.metric_name,
  Dimensions: listed(from.dimensions),
  Statistic: from.statistic,
  ExtendedStatistic: from.extended_statistic,
  Period: from.period,
  EvaluationPeriods: from.evaluation_periods,
  DatapointsToAlarm: from.datapoints_to_alarm,
  Threshold: from.threshold,
  ComparisonOperator: from.comparison_operator,
  TreatMissingData: from.treat_missing_data,
  Metrics: (from.metric_query ?? []).map(
    ({ id, expression, return_data = false, metric }): AlarmQuery => ({
      ...{ Id: id, Expression: expression, ReturnData: return_data },
      MetricStat: metric && {
        Metric: {
          Namespace: metric.namespace,
          MetricName: metric.metric_name,
          Dimensions: listed(metric.dimensions),
        },
        Stat: metric.stat,
        Period: metric.period,
      },
    }),
  ),
});

/** The alarm of that name, without the stage's prefix. */
function alarmNamed(name: string): EvaluatedAlarm {
  const found = synthesized.find((alarm) => alarm.alarm_name === `image-service-dev-${name}`);
  if (found === undefined) throw new Error(`there is no alarm ${name}`);
  return alarmOf(found);
}

/** What was measured: by the metric's name, minutes and the values in each. */
type Traffic = Readonly<Record<string, Readonly<Record<number, readonly number[]>>>>;

/** Every metric of that name has the traffic; of functions, the first one only. */
function sourceOf(alarm: EvaluatedAlarm, traffic: Traffic): MetricSource {
  const dimensions = alarm.Metrics?.flatMap(
    ({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? [],
  );
  const first = dimensions?.find(({ Name }) => Name === 'FunctionName')?.Value;
  const samples = new Map(
    Object.entries(traffic).map(([name, minutes]) => [name, samplesOf(minutes)]),
  );
  return {
    quotaOf: () => 1000,
    samplesOf: ({ metricName, dimensions: { FunctionName } }) => {
      const isOther = first !== undefined && FunctionName !== first;
      return (isOther ? undefined : samples.get(metricName)) ?? new Map<number, Samples>();
    },
  };
}

const samplesOf = (minutes: Traffic[string]): ReadonlyMap<number, Samples> =>
  new Map(
    Object.entries(minutes).map(([minute, values]) => [START + Number(minute) * 60, all(values)]),
  );

/** 2030-01-01T00:00:00Z, the beginning of minute 0. */
const START = 1_893_456_000;

function all(values: readonly number[]): Samples {
  const [first = 0, ...more] = values;
  const samples = occurring(first);
  for (const value of more) addSamples(samples, occurring(value));
  return samples;
}

const times = (count: number, value: number): number[] => Array<number>(count).fill(value);

/** The states that the alarm comes into, and after how many minutes. */
function history(alarm: EvaluatedAlarm, traffic: Traffic, minutes: number): string[] {
  const source = sourceOf(alarm, traffic);
  let state = 'INSUFFICIENT_DATA';
  const changes: string[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const evaluation = evaluateAlarm(alarm, source, START + minute * 60);
    if (evaluation === undefined || evaluation.StateValue === state) continue;
    state = evaluation.StateValue;
    changes.push(`${minute} ${state}`);
  }
  return changes;
}

/** The same traffic in a minute of each of these periods of five minutes. */
const inEach = (periods: readonly number[], values: readonly number[]) =>
  Object.fromEntries(periods.map((period) => [period * 5, values]));

const HALF_AN_HOUR = [0, 1, 2, 3, 4, 5];

describe('every alarm of a stage', () => {
  it.each(synthesized.map((alarm) => [alarm.alarm_name, alarm] as const))(
    '%s is OK without any traffic',
    (_name, alarm) => {
      expect(history(alarmOf(alarm), {}, 30)).toEqual(['1 OK']);
    },
  );

  it.each(synthesized.map((alarm) => [alarm.alarm_name, alarm] as const))(
    '%s changes only in minutes that are evaluated after a jump of the clock',
    (_name, from) => {
      const alarm = alarmOf(from);
      const names = new Set([
        alarm.MetricName ?? '',
        ...(alarm.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric?.MetricName ?? ''),
      ]);
      const minutes = { 3: times(30, 40), 9: times(500, 2000), 14: [0], 170: times(30, 29) };
      const traffic = Object.fromEntries([...names].map((name) => [name, minutes]));
      const due = evaluationTimes(alarm, sourceOf(alarm, traffic), START, START + 300 * 60);
      const changed = history(alarm, traffic, 300).map((change) => Number(change.split(' ')[0]));
      expect(due.map((time) => (time - START) / 60)).toEqual(expect.arrayContaining(changed));
      expect(changed.length).toBeGreaterThan(0);
    },
  );
});

describe('the Lambda error rate', () => {
  const errors = (failed: number, invocations: number, periods = HALF_AN_HOUR): Traffic => ({
    Errors: inEach(periods, [...times(failed, 1), ...times(invocations - failed, 0)]),
    Invocations: inEach(periods, times(invocations, 1)),
  });

  it.each([
    ['1 of 99', 1, 99, ['1 OK', '6 ALARM']],
    ['2 of 199', 2, 199, ['1 OK', '6 ALARM']],
    ['1 of 20', 1, 20, ['1 OK', '6 ALARM']],
    ['1 of 100', 1, 100, ['1 OK']],
    ['1 of 101', 1, 101, ['1 OK']],
    ['1 of 2', 1, 2, ['1 OK']],
    ['19 of 19', 19, 19, ['1 OK']],
  ])('%s in every five minutes', (_what, failed, invocations, expected) => {
    expect(history(alarmNamed('lambda-error-rate'), errors(failed, invocations), 30)).toEqual(
      expected,
    );
  });

  it('is not raised by a single period of five minutes', () => {
    const alarm = alarmNamed('lambda-error-rate');
    expect(history(alarm, errors(50, 100, [1]), 60)).toEqual(['1 OK']);
  });

  it('falls once two of the last three periods are well', () => {
    const bad = errors(1, 99, [0, 1, 2, 3]);
    const well = errors(0, 1000, [4, 5, 6]);
    const traffic: Traffic = {
      Errors: { ...bad.Errors, ...well.Errors },
      Invocations: { ...bad.Invocations, ...well.Invocations },
    };
    const expected = ['1 OK', '6 ALARM', '26 OK'];
    expect(history(alarmNamed('lambda-error-rate'), traffic, 60)).toEqual(expected);
  });

  it('falls when there is no traffic any more', () => {
    const traffic = errors(1, 99, [0, 1, 2, 3]);
    const expected = ['1 OK', '6 ALARM', '36 OK'];
    expect(history(alarmNamed('lambda-error-rate'), traffic, 60)).toEqual(expected);
  });
});

describe('the duration of a function', () => {
  const durations = (values: readonly number[], periods = HALF_AN_HOUR): Traffic => ({
    Duration: inEach(periods, values),
    Invocations: inEach(periods, times(values.length, 1)),
  });
  const duration = (traffic: Traffic, minutes = 30): string[] =>
    history(alarmNamed('lambda-duration-upload'), traffic, minutes);

  it.each([
    ['below its threshold', times(250, 999), ['1 OK']],
    ['at its threshold', times(250, 1000), ['1 OK']],
    ['above its threshold', times(250, 1001), ['1 OK', '6 ALARM']],
    ['slow in 12 of 250 calls', [...times(238, 100), ...times(12, 5000)], ['1 OK']],
    ['slow in 13 of 250 calls', [...times(237, 100), ...times(13, 5000)], ['1 OK', '6 ALARM']],
    ['slow in 2 of 2 calls', times(2, 5000), ['1 OK']],
    ['slow in 19 of 19 calls', times(19, 5000), ['1 OK']],
    ['slow in 20 of 20 calls', times(20, 5000), ['1 OK', '6 ALARM']],
  ])('%s', (_what, values, expected) => {
    expect(duration(durations(values))).toEqual(expected);
  });

  it('falls when the function is fast again', () => {
    const slow = durations(times(250, 1500), [0, 1, 2]);
    const fast = durations(times(250, 100), [3, 4, 5]);
    const traffic: Traffic = {
      Duration: { ...slow.Duration, ...fast.Duration },
      Invocations: { ...slow.Invocations, ...fast.Invocations },
    };
    expect(duration(traffic)).toEqual(['1 OK', '6 ALARM', '21 OK']);
  });
});

describe('throttles of functions', () => {
  it.each([
    ['among others', { 2: [0], 3: [1], 4: [0], 7: [0], 8: [0] }],
    ['and one invocation some minutes later', { 3: [1], 6: [0] }],
    ['and nothing else', { 3: [1] }],
  ])('raise the alarm once: one %s', (_what, minutes) => {
    expect(history(alarmNamed('lambda-throttles'), { Throttles: minutes }, 30)).toEqual([
      '1 OK',
      '4 ALARM',
      '9 OK',
    ]);
  });
});

describe('the concurrency of the account, whose quota is 1000', () => {
  it.each([
    [899, ['1 OK']],
    [900, ['1 OK']],
    [901, ['1 OK', '6 ALARM']],
  ])('of %d in every five minutes', (claimed, expected) => {
    const traffic = {
      ClaimedAccountConcurrency: inEach(HALF_AN_HOUR, [claimed]),
      ConcurrentExecutions: inEach(HALF_AN_HOUR, [1]),
    };
    expect(history(alarmNamed('lambda-concurrency'), traffic, 30)).toEqual(expected);
  });
});

describe('dead letters', () => {
  it('raise the alarm with the first one, and let it fall once the queue is empty', () => {
    const messages = Array.from({ length: 40 }, (_, minute) => [
      minute,
      [Number(minute >= 3 && minute <= 5)],
    ]);
    const traffic = {
      ApproximateNumberOfMessagesVisible: Object.fromEntries(messages) as Record<number, number[]>,
    };
    expect(history(alarmNamed('dead-letters-nightly'), traffic, 30)).toEqual([
      '1 OK',
      '4 ALARM',
      '11 OK',
    ]);
  });
});

describe.each([
  ['table-reads', 'Read'],
  ['table-writes', 'Write'],
  ['user-index-reads', 'Read'],
  ['user-index-writes', 'Write'],
])('the capacity of %s, of which the account allows 40000 a second', (of, unit) => {
  const alarm = alarmNamed(`dynamodb-account-limit-${of}`);
  const consuming = (units: number): Traffic => ({
    [`Consumed${unit}CapacityUnits`]: inEach(HALF_AN_HOUR, [units]),
    [`AccountMaxTableLevel${unit}s`]: inEach([...HALF_AN_HOUR, 6, 7, 8], [40_000]),
  });

  it.each([
    // 80 % are 32000 a second.
    ['below', 9_599_999, ['1 OK']],
    ['at', 9_600_000, ['1 OK']],
    ['above', 9_600_001, ['1 OK', '6 ALARM', '36 OK']],
  ])('%s the threshold, until there is none', (_what, units, expected) => {
    expect(history(alarm, consuming(units), 60)).toEqual(expected);
  });
});

describe('the 4xx rate of the API', () => {
  it.each([
    ['19 of 100', 19, 100, ['1 OK']],
    ['20 of 100', 20, 100, ['1 OK']],
    ['21 of 100', 21, 100, ['1 OK', '6 ALARM']],
    ['99 of 99', 99, 99, ['1 OK']],
  ])('%s in every five minutes', (_what, failed, requests, expected) => {
    const traffic = {
      '4xx': inEach(HALF_AN_HOUR, [...times(failed, 1), ...times(requests - failed, 0)]),
      Count: inEach(HALF_AN_HOUR, times(requests, 1)),
    };
    expect(history(alarmNamed('api-4xx-rate'), traffic, 30)).toEqual(expected);
  });
});

describe('the latency of the API', () => {
  it.each([
    ['below its threshold', times(20, 1999), ['1 OK']],
    ['at its threshold', times(20, 2000), ['1 OK']],
    ['above its threshold', times(20, 2001), ['1 OK', '6 ALARM']],
    ['slow in 19 of 19 requests', times(19, 9000), ['1 OK']],
    ['slow in 12 of 250 requests', [...times(238, 100), ...times(12, 9000)], ['1 OK']],
  ])('%s', (_what, values, expected) => {
    const traffic = {
      Latency: inEach(HALF_AN_HOUR, values),
      Count: inEach(HALF_AN_HOUR, times(values.length, 1)),
    };
    expect(history(alarmNamed('api-latency'), traffic, 30)).toEqual(expected);
  });
});

describe('DynamoDB throttling', () => {
  it.each([
    ['table-reads', 'ReadThrottleEvents'],
    ['table-writes', 'WriteThrottleEvents'],
    ['user-index-reads', 'ReadThrottleEvents'],
    ['user-index-writes', 'WriteThrottleEvents'],
  ])('of %s is raised by one event, and falls when no further one follows', (of, metric) => {
    const alarm = alarmNamed(`dynamodb-throttling-${of}`);
    expect(history(alarm, { [metric]: { 3: [1] } }, 60)).toEqual(['1 OK', '4 ALARM', '9 OK']);
  });
});

describe.each([
  ['s3-5xx', '5xxErrors', 5],
  ['api-5xx', '5xx', 10],
])('%s in an hour', (name, metric, allowed) => {
  /** One request in each minute, those that fail spread evenly over so many minutes. */
  const spread = (failures: number, over: number): Traffic => {
    const failed = Array.from({ length: failures }, (_, index) =>
      Math.round((index * (over - 1)) / (failures - 1)),
    );
    const minutes = Array.from({ length: 200 }, (_, minute) => [
      minute,
      [Number(failed.includes(minute))],
    ]);
    return { [metric]: Object.fromEntries(minutes) as Record<number, number[]> };
  };

  it('may be as many as the threshold', () => {
    expect(history(alarmNamed(name), spread(allowed, 50), 200)).toEqual(['1 OK']);
  });

  it('raise the alarm with the next one, spread over the hour, and let it fall an hour after the first', () => {
    const expected = ['1 OK', '60 ALARM', '61 OK'];
    expect(history(alarmNamed(name), spread(allowed + 1, 60), 200)).toEqual(expected);
  });

  it('count once they are in one hour', () => {
    expect(history(alarmNamed(name), spread(allowed + 1, 61), 200)).toEqual(['1 OK']);
  });

  it('let it fall an hour later, too, where no request follows', () => {
    const traffic: Traffic = { [metric]: { 10: times(allowed + 1, 1) } };
    expect(history(alarmNamed(name), traffic, 300)).toEqual(['1 OK', '11 ALARM', '71 OK']);
  });

  it('raise the alarm within a minute when they come at once', () => {
    const failures = { 10: times(allowed + 1, 1) };
    const traffic: Traffic = { [metric]: { ...spread(2, 2)[metric], 0: [0], 1: [0], ...failures } };
    expect(history(alarmNamed(name), traffic, 200)).toEqual(['1 OK', '11 ALARM', '71 OK']);
  });
});

describe("the distribution's alarms", () => {
  it.each([
    [1, ['1 OK']],
    [1.1, ['1 OK', '6 ALARM']],
  ])('a rate of %d % of 5xx answers', (rate, expected) => {
    const traffic: Traffic = { '5xxErrorRate': inEach(HALF_AN_HOUR, [rate]) };
    expect(history(alarmNamed('cloudfront-5xx-rate'), traffic, 30)).toEqual(expected);
  });

  it.each([
    ['51 % of 1000 requests', 51, 1000, ['1 OK']],
    ['50 % of 1000 requests', 50, 1000, ['1 OK']],
    ['49 % of 1000 requests', 49, 1000, ['1 OK', '4 ALARM']],
    ['none of 999 requests', 0, 999, ['1 OK']],
  ])('%s from the cache in an hour', (_what, rate, requests, expected) => {
    const traffic = { CacheHitRate: { 3: [rate] }, Requests: { 3: times(requests, 1) } };
    expect(history(alarmNamed('cloudfront-cache-hits'), traffic, 60)).toEqual(expected);
  });

  it('are no alarm where the rate of hits is missing', () => {
    const traffic = { Requests: { 3: times(1000, 1) } };
    expect(history(alarmNamed('cloudfront-cache-hits'), traffic, 60)).toEqual(['1 OK']);
  });

  it.each([
    [30, ['1 OK']],
    [29, ['1 ALARM']],
  ])('a certificate with %d days left', (days, expected) => {
    expect(history(alarmNamed('certificate-expiry'), { DaysToExpiry: { 0: [days] } }, 60)).toEqual(
      expected,
    );
  });
});

describe("the account's charges", () => {
  it.each([
    [99.99, ['1 OK']],
    [100, ['1 OK']],
    [100.01, ['1 ALARM']],
  ])('of %d dollars', (charges, expected) => {
    const traffic = { EstimatedCharges: { 0: [charges] } };
    expect(history(alarmNamed('account-charges'), traffic, 360)).toEqual(expected);
  });
});
