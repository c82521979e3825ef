import type { MetricMath, Series } from './metric';
import type { Monitored, MonitoredFunction } from './service-metrics';
import {
  accountCharges,
  apiMetric,
  bucketRequests,
  cdnMetric,
  certificateDaysLeft,
  functionMetric,
  HOUR,
  tableMetric,
} from './service-metrics';

/** Numbers that a threshold may be, and the rule in words. */
interface Range {
  readonly min: number;
  readonly max: number;
  readonly isWhole?: boolean;
  readonly rule: string;
}

const PERCENTAGE: Range = { min: 0, max: 100, rule: 'must be a percentage from 0 to 100' };
/** Above what any stage sees: beyond it a number is a mistake. */
const COUNT: Range = {
  min: 0,
  max: 1_000_000,
  isWhole: true,
  rule: 'must be a whole number from 0 to 1000000',
};
/** ACM renews long before; fewer days left mean that it could not. Below 1 there would never be an alarm. */
const DAYS: Range = {
  min: 1,
  max: 36_500,
  isWhole: true,
  rule: 'must be a whole number of days from 1 to 36500',
};
const ABOVE_ZERO: Range = {
  min: Number.MIN_VALUE,
  max: 1_000_000,
  rule: 'must be above 0, and at most 1000000',
};

/** The parts of the dashboard, from top to bottom. */
export type Section = 'lambda' | 'dynamodb' | 's3' | 'cloudfront' | 'api' | 'account';

/** One alarm of a definition. */
export interface Watch {
  /** Tells the definition's alarms apart: the end of this one's name. */
  readonly key?: string;
  readonly series: Series;
}

/** What is alarming: one entry makes its alarms, their graph with the threshold, and their runbook link. */
export interface AlarmDefinition {
  /** Part of the alarms' names and the anchor in docs/runbook.md; may not change once deployed. */
  readonly id: string;
  readonly title: string;
  readonly section: Section;
  /** An alarm is raised beyond its threshold: at the threshold itself, all is well. A stage may override it. */
  readonly threshold: number;
  readonly range: Range;
  readonly raised: 'above' | 'below';
  readonly unit: string;
  /**
   * How many of how many successive periods have to be beyond the threshold.
   * @default 1 of 1
   */
  readonly breaching?: { readonly periods: number; readonly of: number };
  /** None where there is nothing to watch. */
  readonly watches: (of: Monitored) => readonly Watch[];
}

/** Five minutes may be a deploy or a single slow client; ten of fifteen are not. */
const SUSTAINED = { periods: 2, of: 3 } as const;

/**
 * An alarm's metric math takes 10 metrics, and the error rate two of each function.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const FUNCTIONS_PER_ALARM = 5;

/** Invocations in five minutes below which the error rate says nothing: 1 of 2 is not 50 %. */
const MIN_INVOCATIONS = 20;

/** Every alarm. A new one is an entry here, and a section in docs/runbook.md. */
export const ALARMS: readonly AlarmDefinition[] = [
  {
    id: 'lambda-error-rate',
    title: 'Lambda error rate',
    section: 'lambda',
    threshold: 1,
    range: PERCENTAGE,
    raised: 'above',
    unit: '% of invocations',
    breaching: SUSTAINED,
    watches: (of) =>
      inGroups(of.functions).map((functions, group) => ({
        ...(group > 0 && { key: `${group + 1}` }),
        series: errorRate(of, functions),
      })),
  },
  {
    id: 'lambda-duration',
    title: 'Lambda duration, p95',
    section: 'lambda',
    threshold: 1000,
    range: ABOVE_ZERO,
    raised: 'above',
    unit: 'ms',
    breaching: SUSTAINED,
    watches: (of) =>
      of.functions.map((fn) => ({
        key: fn.handler,
        series: functionMetric(of, fn, 'Duration', 'p95'),
      })),
  },
  {
    id: 'dynamodb-throttling',
    title: 'DynamoDB throttling',
    section: 'dynamodb',
    threshold: 0,
    range: COUNT,
    raised: 'above',
    unit: 'throttled events in 5 minutes',
    watches: (of) => [
      {
        key: 'table-reads',
        series: tableMetric(of, 'ReadThrottleEvents', 'table', 'table reads'),
      },
      {
        key: 'table-writes',
        series: tableMetric(of, 'WriteThrottleEvents', 'table', 'table writes'),
      },
      {
        key: 'user-index-reads',
        series: tableMetric(of, 'ReadThrottleEvents', 'user-index', 'UserIndex reads'),
      },
      {
        key: 'user-index-writes',
        series: tableMetric(of, 'WriteThrottleEvents', 'user-index', 'UserIndex writes'),
      },
    ],
  },
  {
    id: 's3-5xx',
    title: 'S3 5xx errors',
    section: 's3',
    threshold: 5,
    range: COUNT,
    raised: 'above',
    unit: 'errors in an hour',
    watches: (of) => [{ series: bucketRequests(of, '5xxErrors', '5xx', HOUR) }],
  },
  {
    id: 'cloudfront-5xx-rate',
    title: 'CloudFront 5xx rate',
    section: 'cloudfront',
    threshold: 1,
    range: PERCENTAGE,
    raised: 'above',
    unit: '% of requests',
    breaching: SUSTAINED,
    watches: (of) => [{ series: cdnMetric(of, '5xxErrorRate', '5xx') }],
  },
  {
    id: 'certificate-expiry',
    title: 'Certificate expiry',
    section: 'cloudfront',
    threshold: 30,
    range: DAYS,
    raised: 'below',
    unit: 'days left',
    watches: (of) => [{ series: certificateDaysLeft(of) }],
  },
  {
    id: 'api-5xx',
    title: 'API 5xx errors',
    section: 'api',
    threshold: 10,
    range: COUNT,
    raised: 'above',
    unit: 'errors in an hour',
    watches: (of) => [{ series: apiMetric(of, '5xx', 'Sum', '5xx', HOUR) }],
  },
  {
    id: 'account-charges',
    title: 'Estimated charges of the account',
    section: 'account',
    threshold: 100,
    range: ABOVE_ZERO,
    raised: 'above',
    unit: 'US dollars this month',
    watches: (of) => (of.billingAlarm === 'account' ? [{ series: accountCharges() }] : []),
  },
];

/** Thresholds of a stage that differ from the definitions, by the alarm's id. */
export type ThresholdOverrides = Readonly<Record<string, number>>;

/** The threshold of an alarm in a stage. */
export function thresholdOf(id: string, overrides: ThresholdOverrides): number | undefined {
  return overrides[id] ?? ALARMS.find((definition) => definition.id === id)?.threshold;
}

/** The rule that an override breaks; undefined if it breaks none. */
export function thresholdProblem(
  { range: { min, max, isWhole = false, rule } }: AlarmDefinition,
  value: number,
): string | undefined {
  return value >= min && value <= max && (!isWhole || Number.isInteger(value)) ? undefined : rule;
}

type Numbered = MonitoredFunction & { readonly number: number };

/** Numbered throughout, so that the groups' metrics can share a graph. */
function inGroups(functions: readonly MonitoredFunction[]): Numbered[][] {
  const numbered = functions.map((fn, index) => ({ ...fn, number: index + 1 }));
  const groups: Numbered[][] = [];
  for (let start = 0; start < numbered.length; start += FUNCTIONS_PER_ALARM) {
    groups.push(numbered.slice(start, start + FUNCTIONS_PER_ALARM));
  }
  return groups;
}

/**
 * Errors per invocation over all functions, in percent; 0 while there are too few invocations to tell.
 * Written with `+`, which takes a function without invocations for 0: SUM is not meant for alarms.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
function errorRate(of: Monitored, functions: readonly Numbered[]): MetricMath {
  const sum = (name: string): string =>
    `(${functions.map(({ number }) => `${name}${number}`).join('+')})`;
  const metrics = functions.flatMap((fn) => [
    [`errors${fn.number}`, functionMetric(of, fn, 'Errors', 'Sum')] as const,
    [`invocations${fn.number}`, functionMetric(of, fn, 'Invocations', 'Sum')] as const,
  ]);
  return {
    expression: `IF(${sum('invocations')}>=${MIN_INVOCATIONS}, 100*${sum('errors')}/${sum('invocations')}, 0)`,
    label: functions.map(({ handler }) => handler).join(', '),
    metrics: Object.fromEntries(metrics),
  };
}
