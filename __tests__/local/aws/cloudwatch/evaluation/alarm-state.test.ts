import { describe, expect, it } from '@jest/globals';
import {
  evaluateAlarm,
  evaluationTimes,
  type EvaluatedAlarm,
} from '../../../../../local/aws/cloudwatch/evaluation/alarm-state';
import type { MetricSource } from '../../../../../local/aws/cloudwatch/evaluation/queries';
import {
  addSamples,
  occurring,
  type Samples,
} from '../../../../../local/aws/cloudwatch/evaluation/samples';

/** 2030-01-01T00:00:00Z */
const START = 1_893_456_000;
const DAY = 86_400;

/** One metric, whatever its name: values by the minutes since the start. */
function source(values: Readonly<Record<number, readonly number[]>>): MetricSource {
  const minutes = Object.entries(values).map(
    ([minute, [first = 0, ...more]]): [number, Samples] => {
      const samples = occurring(first);
      for (const value of more) addSamples(samples, occurring(value));
      return [START + Number(minute) * 60, samples];
    },
  );
  return { quotaOf: () => undefined, samplesOf: () => new Map(minutes) };
}

const ALARM: EvaluatedAlarm = {
  ...{ Namespace: 'Images', MetricName: 'Failures', Statistic: 'Sum', Period: 60 },
  ...{ EvaluationPeriods: 1, Threshold: 5, ComparisonOperator: 'GreaterThanThreshold' },
};

const evaluate = (
  changes: EvaluatedAlarm,
  values: Readonly<Record<number, readonly number[]>>,
  minute = 1,
) => evaluateAlarm({ ...ALARM, ...changes }, source(values), START + minute * 60);

describe('an alarm', () => {
  it.each([
    ['GreaterThanThreshold', 'OK', 'ALARM', 'OK'],
    ['GreaterThanOrEqualToThreshold', 'ALARM', 'ALARM', 'OK'],
    ['LessThanThreshold', 'OK', 'OK', 'ALARM'],
    ['LessThanOrEqualToThreshold', 'ALARM', 'OK', 'ALARM'],
  ])('%s compares 5, 6 and 4 with 5', (ComparisonOperator, at, above, below) => {
    const states = [5, 6, 4].map(
      (value) => evaluate({ ComparisonOperator }, { 0: [value] })?.StateValue,
    );
    expect(states).toEqual([at, above, below]);
  });

  it('looks at the period that ends now, and slides with every minute', () => {
    const states = [1, 2, 3, 4, 5, 6].map(
      (minute) => evaluate({ Period: 300 }, { 0: [3], 1: [3], 5: [0] }, minute)?.StateValue,
    );
    expect(states).toEqual(['OK', 'ALARM', 'ALARM', 'ALARM', 'ALARM', 'OK']);
  });

  it('evaluates older data points while newer ones are missing, and then none', () => {
    const states = [1, 2, 3, 4].map((minute) => evaluate({}, { 0: [6] }, minute)?.StateValue);
    expect(states).toEqual(['ALARM', 'ALARM', 'ALARM', 'INSUFFICIENT_DATA']);
  });

  it('on DynamoDB ignores missing data, whatever it says', () => {
    const dynamodb = { Namespace: 'AWS/DynamoDB', TreatMissingData: 'notBreaching' };
    expect(evaluate(dynamodb, {})).toBeUndefined();
    expect(evaluate({ TreatMissingData: 'notBreaching' }, {})?.StateValue).toBe('OK');
  });

  it('on metric math watches the one query that is returned', () => {
    const metric = { Namespace: 'Images', MetricName: 'Failures' };
    const alarm: EvaluatedAlarm = {
      ...{ Threshold: 5, EvaluationPeriods: 1, ComparisonOperator: 'GreaterThanThreshold' },
      Metrics: [
        { Id: 'double', Expression: '2 * f' },
        { Id: 'f', ReturnData: false, MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } },
      ],
    };
    const evaluation = evaluateAlarm(alarm, source({ 0: [3] }), START + 60);
    expect(evaluation?.StateValue).toBe('ALARM');
    expect(evaluation?.StateReason).toContain('[6.0 (01/01/30 00:00:00)]');
    expect(evaluation?.StateReasonData).not.toContain('statistic');
  });

  const math = (Expression: string, others: EvaluatedAlarm['Metrics'] = []): EvaluatedAlarm => ({
    Metrics: [{ Id: 'e', Expression }, ...others],
  });

  it.each<[string, EvaluatedAlarm, string]>([
    [
      'anomaly detection',
      { ComparisonOperator: 'GreaterThanUpperThreshold' },
      'The local AWS evaluates no alarms on anomaly detection.',
    ],
    ['ten seconds', { Period: 10 }, 'The local AWS has no high-resolution alarms'],
    ['another statistic', { Statistic: 'IQM' }, 'The local AWS does not know the statistic IQM.'],
    ['a number', math('1 + 1'), 'The result of e is a number; it must be a time series.'],
    [
      'two results',
      math('a', [{ Id: 'a', MetricStat: { Metric: {}, Period: 60, Stat: 'Sum' } }]),
      'Exactly one of the Metrics of an alarm must have ReturnData.',
    ],
    [
      'two periods',
      math('a + b', [
        { Id: 'a', ReturnData: false, MetricStat: { Metric: {}, Period: 60, Stat: 'Sum' } },
        { Id: 'b', ReturnData: false, MetricStat: { Metric: {}, Period: 120, Stat: 'Sum' } },
      ]),
      'All metrics of an alarm must have one period.',
    ],
  ])('cannot be on %s', (_what, changes, message) => {
    expect(() => evaluate(changes, { 0: [1] })).toThrow(message);
  });
});

describe('the reason of a state', () => {
  it('has the data points that were crossing, newest first, and the figures', () => {
    const alarm = { EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'breaching' };
    const evaluation = evaluate(alarm, { 0: [6], 1: [2], 2: [3, 4.5] }, 3);
    expect(evaluation?.StateValue).toBe('ALARM');
    expect(evaluation?.StateReason).toBe(
      'Threshold Crossed: 2 out of the last 3 datapoints [7.5 (01/01/30 00:02:00), 6.0 (01/01/30 00:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
    );
    expect(JSON.parse(evaluation?.StateReasonData ?? '')).toEqual({
      version: '1.0',
      queryDate: '2030-01-01T00:03:00.000+0000',
      startDate: '2030-01-01T00:00:00.000+0000',
      statistic: 'Sum',
      period: 60,
      recentDatapoints: [6, 2, 7.5],
      threshold: 5,
      evaluatedDatapoints: [
        { timestamp: '2030-01-01T00:02:00.000+0000', sampleCount: 2, value: 7.5 },
        { timestamp: '2030-01-01T00:01:00.000+0000', sampleCount: 1, value: 2 },
        { timestamp: '2030-01-01T00:00:00.000+0000', sampleCount: 1, value: 6 },
      ],
    });
  });

  it.each<[EvaluatedAlarm, Readonly<Record<number, number[]>>, string]>([
    [
      { EvaluationPeriods: 3, DatapointsToAlarm: 2 },
      { 0: [6], 1: [2], 2: [3] },
      'Threshold Crossed: 2 out of the last 3 datapoints [3.0 (01/01/30 00:02:00), 2.0 (01/01/30 00:01:00)] were not greater than the threshold (5.0) (minimum 2 datapoints for ALARM -> OK transition).',
    ],
    [
      { TreatMissingData: 'notBreaching' },
      {},
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [
      { TreatMissingData: 'breaching', EvaluationPeriods: 3 },
      {},
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
    ],
    [
      { TreatMissingData: 'breaching', EvaluationPeriods: 3, DatapointsToAlarm: 2 },
      { 2: [1] },
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    ],
    [{}, {}, 'Insufficient Data: 1 datapoint was unknown.'],
    [{ EvaluationPeriods: 2 }, {}, 'Insufficient Data: 2 datapoints were unknown.'],
  ])('is in the words of CloudWatch: %#', (changes, values, reason) => {
    expect(evaluate(changes, values, 3)?.StateReason).toBe(reason);
  });
});

describe('the minutes of an evaluation', () => {
  const minutes = (
    changes: EvaluatedAlarm,
    values: Readonly<Record<number, number[]>>,
    until: number,
  ) =>
    evaluationTimes({ ...ALARM, ...changes }, source(values), START, START + until * 60).map(
      (time) => (time - START) / 60,
    );

  it('are the next one, and those at which data enters a period or leaves it', () => {
    expect(minutes({}, { 10: [1] }, 100_000)).toEqual([1, 11, 12, 13, 14]);
    expect(minutes({ Period: 300 }, { 10: [1] }, 100_000)).toEqual([1, 11, 16, 21, 26]);
    expect(minutes({}, {}, 100_000)).toEqual([1]);
    expect(minutes({}, { 10: [1] }, 12)).toEqual([1, 11, 12]);
  });

  it('of an alarm of more than a day are whole hours', () => {
    expect(minutes({ Period: DAY, EvaluationPeriods: 2 }, { 90: [1] }, 180)).toEqual([60, 120]);
    expect(minutes({ Period: DAY, EvaluationPeriods: 1 }, { 90: [1] }, 180)).toEqual([1, 91]);
  });
});
