import type { State } from '../alarm';
import {
  evaluationRange,
  evaluatedPoints,
  stateOfPoints,
  type Breaching,
  type CountingRule,
  type MissingData,
} from './data-points';
import { invalid } from '../invalid';
import { dimensionsOf, type Dimensions } from './metric';
import { evaluateQueries, seriesOfQuery, type MetricSource, type Query } from './queries';
import { samplesBetween } from './samples';
import { stateReason } from './state-reason';

interface AlarmMetric {
  readonly Namespace?: string | undefined;
  readonly MetricName?: string | undefined;
  readonly Dimensions?: Dimensions | undefined;
}

/** What of a metric alarm its evaluation looks at, with CloudWatch's names. */
export interface EvaluatedAlarm extends AlarmMetric {
  readonly Statistic?: string | undefined;
  readonly ExtendedStatistic?: string | undefined;
  readonly Unit?: string | undefined;
  readonly Period?: number | undefined;
  readonly EvaluationPeriods?: number | undefined;
  readonly DatapointsToAlarm?: number | undefined;
  readonly Threshold?: number | undefined;
  readonly ComparisonOperator?: string | undefined;
  readonly TreatMissingData?: string | undefined;
  readonly Metrics?: readonly AlarmQuery[] | undefined;
}

/** One of the queries of an alarm on metric math. */
export interface AlarmQuery {
  readonly Id?: string | undefined;
  readonly Label?: string | undefined;
  readonly Expression?: string | undefined;
  readonly ReturnData?: boolean | undefined;
  readonly MetricStat?:
    | {
        readonly Metric?: AlarmMetric | undefined;
        readonly Period?: number | undefined;
        readonly Stat?: string | undefined;
        readonly Unit?: string | undefined;
      }
    | undefined;
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const DAY = 24 * 60 * 60;
const HOUR = 60 * 60;
const MINUTE = 60;

/** An alarm as the evaluation reads it. */
interface Plan extends CountingRule {
  readonly queries: readonly Query[];
  readonly watched: Query;
  readonly period: number;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly isBreaching: (value: number) => boolean;
}

/**
 * Evaluates a metric alarm at a time: of its last periods, the last of which ends then, the window
 * slides with every evaluation.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * @param at seconds since 1970.
 * @returns undefined where the alarm keeps its state.
 * @throws AwsError for an alarm that the local AWS does not know how to evaluate.
 */
export function evaluateAlarm(
  alarm: EvaluatedAlarm,
  source: MetricSource,
  at: number,
): State | undefined {
  const plan = planOf(alarm);
  const { queries, watched, period, evaluationPeriods } = plan;
  const range = evaluationRange(evaluationPeriods);
  const times = Array.from({ length: range }, (_, index) => at - (range - index) * period);
  const results = evaluateQueries(queries, source, () => times);
  const series = seriesOfQuery(watched, results.get(watched.id));
  const values = times.map((time) => series.points.get(time));
  const points = values.map((value): Breaching =>
    value === undefined ? undefined : plan.isBreaching(value),
  );
  const evaluated = evaluatedPoints(points, evaluationPeriods);
  const samples = 'metric' in watched ? source.samplesOf(watched.metric) : undefined;
  const state = stateOfPoints(points, plan);
  if (state === undefined) return undefined;
  return {
    StateValue: state,
    ...stateReason({
      ...plan,
      ...{ state, at, statistic: alarm.Statistic ?? alarm.ExtendedStatistic },
      points: evaluated.map((index) => {
        const time = times[index] ?? 0;
        const value = values[index] ?? 0;
        const sampleCount = samples && (samplesBetween(samples, time, time + period)?.count ?? 0);
        return { time, value, isBreaching: points[index] === true, sampleCount };
      }),
    }),
  };
}

/**
 * The minutes after one and until another at which an alarm's evaluation may come to something new:
 * the first, and those at which a measured minute enters a period, or leaves it. An alarm of more
 * than a day is evaluated once an hour.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluationTimes(
  alarm: EvaluatedAlarm,
  source: MetricSource,
  after: number,
  until: number,
): readonly number[] {
  const { queries, period, evaluationPeriods } = planOf(alarm);
  const step = period * evaluationPeriods > DAY ? HOUR : MINUTE;
  const measured = new Set(
    queries.flatMap((query) =>
      'metric' in query ? [...source.samplesOf(query.metric).keys()] : [],
    ),
  );
  const edges = Array.from(
    { length: evaluationRange(evaluationPeriods) + 1 },
    (_, index) => MINUTE + index * period,
  );
  const times = [
    after + MINUTE,
    ...[...measured].flatMap((minute) => edges.map((edge) => minute + edge)),
  ];
  const due = new Set(times.map((time) => Math.ceil(time / step) * step));
  return [...due].filter((time) => time > after && time <= until).sort((a, b) => a - b);
}

const DYNAMODB = 'AWS/DynamoDB';

function planOf(alarm: EvaluatedAlarm): Plan {
  const { EvaluationPeriods: evaluationPeriods = 1, Threshold: threshold = 0 } = alarm;
  const queries = queriesOf(alarm);
  const watched = watchedOf(alarm, queries);
  const metrics = queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
  const [period = MINUTE, ...others] = new Set(metrics.map((metric) => metric.period));
  if (others.length > 0) throw invalid('All metrics of an alarm must have one period.');
  if (period <= 0 || period % MINUTE !== 0)
    throw invalid('The local AWS has no high-resolution alarms: Period must be a multiple of 60.');
  const comparisonOperator = alarm.ComparisonOperator ?? 'GreaterThanThreshold';
  const compare = COMPARISONS[comparisonOperator];
  if (compare === undefined) {
    throw invalid('The local AWS evaluates no alarms on anomaly detection.');
  }
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  const ignoresMissing = metrics.some(({ namespace }) => namespace === DYNAMODB);
  return {
    ...{ queries, watched, period, evaluationPeriods, threshold, comparisonOperator },
    datapointsToAlarm: alarm.DatapointsToAlarm ?? evaluationPeriods,
    treatMissingData: ignoresMissing
      ? 'ignore'
      : ((alarm.TreatMissingData ?? 'missing') as MissingData),
    isBreaching: (value) => compare(value, threshold),
  };
}

/** The single metric of an alarm is a query as well. */
function queriesOf(alarm: EvaluatedAlarm): readonly Query[] {
  const { Metrics = [], Statistic, ExtendedStatistic, Period, Unit } = alarm;
  if (Metrics.length > 0) return Metrics.map(queryOf);
  const statistic = Statistic ?? ExtendedStatistic ?? 'Average';
  return [{ id: 'metric', metric: metricOf(alarm, statistic, Period, Unit) }];
}

/** A query as the evaluation reads it. */
export function queryOf({ Id: id = '', Label: label, Expression, MetricStat }: AlarmQuery): Query {
  if (Expression !== undefined) return { id, label, expression: Expression };
  const { Metric = {}, Stat = 'Average', Period: period, Unit } = MetricStat ?? {};
  return { id, label, metric: metricOf(Metric, Stat, period, Unit) };
}

function metricOf(
  { Namespace: namespace = '', MetricName: metricName = '', Dimensions }: AlarmMetric,
  statistic: string,
  period = MINUTE,
  unit?: string,
) {
  const dimensions = dimensionsOf(Dimensions);
  return { namespace, metricName, dimensions, statistic, period, unit };
}

function watchedOf({ Metrics = [] }: EvaluatedAlarm, queries: readonly Query[]): Query {
  const returned = Metrics.flatMap(({ Id = '', ReturnData = true }) => (ReturnData ? [Id] : []));
  const watched = queries.filter(({ id }) => Metrics.length === 0 || returned.includes(id));
  const [only, ...more] = watched;
  if (only && more.length === 0) return only;
  throw invalid('Exactly one of the Metrics of an alarm must have ReturnData.');
}
