import { alarmTime } from '../alarm';
import type { AlarmState, CountingRule, MissingData } from './data-points';

/** A data point that was evaluated. */
interface EvaluatedPoint {
  /** When its period begins, in seconds. */
  readonly time: number;
  readonly value: number;
  readonly isBreaching: boolean;
  /** Undefined for the result of an expression. */
  readonly sampleCount: number | undefined;
}

interface ReasonProps extends CountingRule {
  readonly state: AlarmState;
  /** When it was evaluated, in seconds. */
  readonly at: number;
  readonly statistic: string | undefined;
  readonly period: number;
  readonly threshold: number;
  readonly comparisonOperator: string;
  /** Newest first. */
  readonly points: readonly EvaluatedPoint[];
}

/** The reason of a state in CloudWatch's words, with the figures that it was evaluated from. */
export const stateReason = (props: ReasonProps) => ({
  StateReason: reasonOf(props),
  StateReasonData: JSON.stringify(dataOf(props)),
});

const PHRASES: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'greater than',
  GreaterThanOrEqualToThreshold: 'greater than or equal to',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'less than or equal to',
};

function reasonOf(props: ReasonProps): string {
  const { state, points, evaluationPeriods, comparisonOperator, datapointsToAlarm } = props;
  if (state === 'INSUFFICIENT_DATA') {
    return `Insufficient Data: ${counted(evaluationPeriods - points.length, 'datapoint')} unknown.`;
  }
  const isAlarm = state === 'ALARM';
  const crossing = points.filter(({ isBreaching }) => isBreaching === isAlarm);
  if (crossing.length === 0) {
    return `Threshold Crossed: ${missing(props, evaluationPeriods - points.length)}.`;
  }
  const listed = crossing.map(({ time, value }) => `${double(value)} (${pointTime(time)})`);
  const were = `${listed.length === 1 ? 'was' : 'were'}${isAlarm ? '' : ' not'}`;
  const least = isAlarm ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const transition = isAlarm ? 'OK -> ALARM' : 'ALARM -> OK';
  return `Threshold Crossed: ${listed.length} out of the last ${evaluationPeriods} datapoints [${listed.join(', ')}] ${were} ${PHRASES[comparisonOperator] ?? comparisonOperator} the threshold (${double(props.threshold)}) (minimum ${least} datapoint${least === 1 ? '' : 's'} for ${transition} transition).`;
}

/** How the reason calls a treatment. */
const TREATMENTS: Readonly<Record<MissingData, string>> = {
  breaching: 'Breaching',
  ignore: 'Ignore',
  missing: 'Missing',
  notBreaching: 'NonBreaching',
};

function missing({ treatMissingData }: ReasonProps, periods: number): string {
  const period = periods === 1 ? 'period' : 'periods';
  return `no datapoints were received for ${periods} ${period} and ${counted(periods, 'missing datapoint')} treated as [${TREATMENTS[treatMissingData]}]`;
}

const counted = (count: number, what: string): string =>
  count === 1 ? `1 ${what} was` : `${count} ${what}s were`;

function dataOf({ at, statistic, period, points, threshold }: ReasonProps): object {
  const oldest = points.at(-1)?.time;
  return {
    version: '1.0',
    queryDate: alarmTime(at),
    ...(oldest !== undefined && { startDate: alarmTime(oldest) }),
    ...(statistic !== undefined && { statistic }),
    period,
    recentDatapoints: points.map(({ value }) => value).reverse(),
    threshold,
    evaluatedDatapoints: points.map(({ time, value, sampleCount }) => ({
      timestamp: alarmTime(time),
      sampleCount,
      value,
    })),
  };
}

/** CloudWatch writes every number as a floating-point one. */
const double = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** `dd/mm/yy hh:mm:ss`. */
function pointTime(seconds: number): string {
  const [date = '', time = ''] = new Date(seconds * 1000).toISOString().split(/[T.]/);
  return `${date.slice(2).split('-').reverse().join('/')} ${time}`;
}
