import type { Metric, MetricMath, Series } from './metric';
import type { Monitored, MonitoredFunction } from './service-metrics';
import {
  accountCharges,
  accountConcurrency,
  apiMetric,
  bucketRequests,
  cdnMetric,
  certificateDaysLeft,
  FIVE_MINUTES,
  functionMetric,
  HOUR,
  queuedMessages,
  tableLimit,
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

/**
 * `page`: users are failed now, and the stage is unhealthy. `ticket`: it can wait until somebody is at work.
 */
export type Severity = 'page' | 'ticket';

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
  readonly severity: Severity;
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

/** Invocations or requests in five minutes below which rates and percentiles say nothing: 1 of 2 is not 50 %. */
const MIN_REQUESTS = 20;

/** Requests to the API in five minutes below which one client alone makes a share of errors. */
const MIN_REQUESTS_OF_CLIENTS = 100;

/** Viewers' requests in an hour below which the cache has seen too few images twice. */
const MIN_REQUESTS_OF_VIEWERS = 1000;

/** What is read and written, for which DynamoDB has a limit each. */
const TABLE_TRAFFIC = [
  { key: 'table-reads', part: 'table', unit: 'Read', label: 'table reads' },
  { key: 'table-writes', part: 'table', unit: 'Write', label: 'table writes' },
  { key: 'user-index-reads', part: 'user-index', unit: 'Read', label: 'UserIndex reads' },
  { key: 'user-index-writes', part: 'user-index', unit: 'Write', label: 'UserIndex writes' },
] as const;

type TableTraffic = (typeof TABLE_TRAFFIC)[number];

/** Every alarm. A new one is an entry here, and a section in docs/runbook.md. */
export const ALARMS: readonly AlarmDefinition[] = [
  {
    id: 'lambda-error-rate',
    title: 'Lambda error rate',
    section: 'lambda',
    severity: 'page',
    threshold: 1,
    range: PERCENTAGE,
    raised: 'above',
    unit: '% of invocations',
    breaching: SUSTAINED,
    watches: (of) => eachGroup(of, errorRate),
  },
  {
    id: 'lambda-duration',
    title: 'Lambda duration, p95',
    section: 'lambda',
    severity: 'ticket',
    threshold: 1000,
    range: ABOVE_ZERO,
    raised: 'above',
    unit: 'ms',
    breaching: SUSTAINED,
    watches: (of) =>
      of.functions.map((fn, index) => ({
        key: fn.handler,
        series: ofEnough(
          index + 1,
          ['duration', functionMetric(of, fn, 'Duration', 'p95')],
          ['invocations', functionMetric(of, fn, 'Invocations', 'Sum')],
        ),
      })),
  },
  {
    id: 'lambda-throttles',
    title: 'Lambda throttles',
    section: 'lambda',
    severity: 'page',
    threshold: 0,
    range: COUNT,
    raised: 'above',
    unit: 'refused invocations in 5 minutes',
    watches: (of) => eachGroup(of, throttles),
  },
  {
    id: 'lambda-concurrency',
    title: 'Lambda concurrency of the account',
    section: 'lambda',
    severity: 'ticket',
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
    threshold: 90,
    range: PERCENTAGE,
    raised: 'above',
    unit: "% of the account's quota",
    breaching: SUSTAINED,
    watches: (of) => one(claimedConcurrency(of)),
  },
  {
    id: 'dead-letters',
    title: 'Dead letters',
    section: 'lambda',
    severity: 'ticket',
    threshold: 0,
    range: COUNT,
    raised: 'above',
    unit: 'messages in the queue',
    watches: (of) =>
      (of.deadLetterQueues ?? []).map((queue) => ({
        key: queue.handler,
        series: queuedMessages(of, queue),
      })),
  },
  {
    id: 'dynamodb-throttling',
    title: 'DynamoDB throttling',
    section: 'dynamodb',
    severity: 'ticket',
    threshold: 0,
    range: COUNT,
    raised: 'above',
    unit: 'throttled events in 5 minutes',
    watches: (of) => eachTraffic(of, throttledEvents),
  },
  {
    id: 'dynamodb-account-limit',
    title: "DynamoDB near the account's limit",
    section: 'dynamodb',
    severity: 'ticket',
    threshold: 80,
    range: PERCENTAGE,
    raised: 'above',
    unit: '% of what the account lets a table consume',
    breaching: SUSTAINED,
    watches: (of) => eachTraffic(of, consumedShare),
  },
  {
    id: 's3-5xx',
    title: 'S3 5xx errors',
    section: 's3',
    severity: 'page',
    threshold: 5,
    range: COUNT,
    raised: 'above',
    unit: 'errors in an hour',
    watches: (of) => one(inAnHour(bucketRequests(of, '5xxErrors', '5xx', HOUR))),
  },
  {
    id: 'cloudfront-5xx-rate',
    title: 'CloudFront 5xx rate',
    section: 'cloudfront',
    severity: 'page',
    threshold: 1,
    range: PERCENTAGE,
    raised: 'above',
    unit: '% of requests',
    breaching: SUSTAINED,
    watches: (of) => one(cdnMetric(of, '5xxErrorRate', '5xx')),
  },
  {
    id: 'cloudfront-cache-hits',
    title: 'CloudFront cache hit rate',
    section: 'cloudfront',
    severity: 'ticket',
    threshold: 50,
    range: PERCENTAGE,
    raised: 'below',
    unit: '% of requests in an hour',
    watches: (of) =>
      one({
        // IF takes a missing value for 0, which would be as low as a rate can be.
        expression: `IF(requests>=${MIN_REQUESTS_OF_VIEWERS}, FILL(hits, 100), 100)`,
        label: 'cache hits',
        metrics: {
          hits: cdnMetric(of, 'CacheHitRate', 'cache hits', HOUR),
          requests: cdnMetric(of, 'Requests', 'requests', HOUR),
        },
      }),
  },
  {
    id: 'certificate-expiry',
    title: 'Certificate expiry',
    section: 'cloudfront',
    severity: 'ticket',
    threshold: 30,
    range: DAYS,
    raised: 'below',
    unit: 'days left',
    watches: (of) => one(certificateDaysLeft(of)),
  },
  {
    id: 'api-5xx',
    title: 'API 5xx errors',
    section: 'api',
    severity: 'page',
    threshold: 10,
    range: COUNT,
    raised: 'above',
    unit: 'errors in an hour',
    watches: (of) => one(inAnHour(apiMetric(of, '5xx', 'Sum', '5xx', HOUR))),
  },
  {
    id: 'api-4xx-rate',
    title: 'API 4xx rate',
    section: 'api',
    severity: 'ticket',
    threshold: 20,
    range: PERCENTAGE,
    raised: 'above',
    unit: '% of requests',
    breaching: SUSTAINED,
    watches: (of) =>
      one({
        expression: `IF(requests>=${MIN_REQUESTS_OF_CLIENTS}, 100*errors/requests, 0)`,
        label: '4xx',
        metrics: {
          errors: apiMetric(of, '4xx', 'Sum', '4xx'),
          requests: apiMetric(of, 'Count', 'Sum', 'requests'),
        },
      }),
  },
  {
    id: 'api-latency',
    title: 'API latency, p95',
    section: 'api',
    severity: 'ticket',
    threshold: 2000,
    range: ABOVE_ZERO,
    raised: 'above',
    unit: 'ms',
    breaching: SUSTAINED,
    watches: (of) =>
      one(
        ofEnough(
          1,
          ['latency', apiMetric(of, 'Latency', 'p95', 'p95')],
          ['requests', apiMetric(of, 'Count', 'Sum', 'requests')],
        ),
      ),
  },
  {
    id: 'account-charges',
    title: 'Estimated charges of the account',
    section: 'account',
    severity: 'ticket',
    threshold: 100,
    range: ABOVE_ZERO,
    raised: 'above',
    unit: 'US dollars this month',
    watches: (of) => (of.billingAlarm === 'account' ? one(accountCharges()) : []),
  },
];

/** The definition of an alarm by its name in its stage; undefined if none makes such an alarm. */
export const definitionOf = (name: string): AlarmDefinition | undefined =>
  ALARMS.find(({ id }) => name === id || name.startsWith(`${id}-`));

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

/** The only alarm of a definition. */
const one = (series: Series): Watch[] => [{ series }];

/** An alarm each for what is read and written of the table and its index. */
function eachTraffic(
  of: Monitored,
  series: (of: Monitored, traffic: TableTraffic, number: number) => MetricMath,
): Watch[] {
  return TABLE_TRAFFIC.map((traffic, index) => ({
    key: traffic.key,
    series: series(of, traffic, index + 1),
  }));
}

/** An alarm for each group of functions: of as many as its metric math takes. */
function eachGroup(
  of: Monitored,
  series: (of: Monitored, functions: readonly Numbered[]) => MetricMath,
): Watch[] {
  return inGroups(of.functions).map((functions, group) => ({
    ...(group > 0 && { key: `${group + 1}` }),
    series: series(of, functions),
  }));
}

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
 * A metric's sum over functions. Written with `+`, which takes a function without invocations for 0: SUM is
 * not meant for alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const sumOf = (name: string, functions: readonly Numbered[]): string =>
  `(${functions.map(({ number }) => `${name}${number}`).join('+')})`;

const handlers = (functions: readonly Numbered[]): string =>
  functions.map(({ handler }) => handler).join(', ');

/** Errors per invocation over all functions, in percent; 0 while there are too few invocations to tell. */
function errorRate(of: Monitored, functions: readonly Numbered[]): MetricMath {
  const invocations = sumOf('invocations', functions);
  const metrics = functions.flatMap((fn) => [
    [`errors${fn.number}`, functionMetric(of, fn, 'Errors', 'Sum')] as const,
    [`invocations${fn.number}`, functionMetric(of, fn, 'Invocations', 'Sum')] as const,
  ]);
  return {
    expression: `IF(${invocations}>=${MIN_REQUESTS}, 100*${sumOf('errors', functions)}/${invocations}, 0)`,
    label: handlers(functions),
    metrics: Object.fromEntries(metrics),
  };
}

/**
 * Invocations that Lambda refused over all functions, and 0 where there is no data: else one refusal among
 * few invocations would raise the alarm several times, whenever the latest period that has data is an older one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
function throttles(of: Monitored, functions: readonly Numbered[]): MetricMath {
  const metrics = functions.map(
    (fn) => [`throttles${fn.number}`, functionMetric(of, fn, 'Throttles', 'Sum')] as const,
  );
  return {
    expression: `FILL(${sumOf('throttles', functions)}, 0)`,
    label: handlers(functions),
    metrics: Object.fromEntries(metrics),
  };
}

/**
 * Errors in an hour, and 0 where there is no data: else the alarm would look at the hours before while no
 * request follows, and stay raised for three.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const inAnHour = (errors: Metric): MetricMath => ({
  expression: 'FILL(errors, 0)',
  label: errors.label,
  metrics: { errors },
});

type Named = readonly [name: string, metric: Metric];

/**
 * A metric, and 0 while there are too few requests to tell by it. `number` tells series of a graph apart.
 * The 95th percentile of three requests is the slowest of them. CloudWatch's own setting for that,
 * `evaluate_low_sample_count_percentiles`, ignores everything below 200 requests in a period.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
function ofEnough(
  number: number,
  [name, metric]: Named,
  [requestsName, requests]: Named,
): MetricMath {
  return {
    expression: `IF(${requestsName}${number}>=${MIN_REQUESTS}, ${name}${number}, 0)`,
    label: metric.label,
    metrics: { [`${name}${number}`]: metric, [`${requestsName}${number}`]: requests },
  };
}

/**
 * Concurrency that is taken, in percent of the quota: what runs, and what is reserved. CloudWatch knows
 * the quota by the usage metric that belongs to it.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html
 */
function claimedConcurrency(of: Monitored): MetricMath {
  const claimed = accountConcurrency(of, 'ClaimedAccountConcurrency');
  return {
    expression: '100*claimed/SERVICE_QUOTA(running)',
    label: claimed.label,
    metrics: { claimed, running: accountConcurrency(of, 'ConcurrentExecutions') },
  };
}

/**
 * Throttled events, and 0 where there is no data: of AWS/DynamoDB's metrics an alarm ignores missing data
 * whatever `treat_missing_data` says, and would stay raised. Only AWS can show whether FILL also gives 0
 * for a metric that has never existed, as of a table that was never throttled; without data the alarm is
 * INSUFFICIENT_DATA until the first event.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
function throttledEvents(
  of: Monitored,
  { part, unit, label }: TableTraffic,
  number: number,
): MetricMath {
  return {
    expression: `FILL(throttled${number}, 0)`,
    label,
    metrics: { [`throttled${number}`]: tableMetric(of, `${unit}ThrottleEvents`, part, label) },
  };
}

/**
 * Consumed capacity a second, in percent of what the account lets a table or an index consume; 0 where there
 * is no data, for the same reason.
 */
function consumedShare(
  of: Monitored,
  { part, unit, label }: TableTraffic,
  number: number,
): MetricMath {
  const [consumed, limit] = [`consumed${number}`, `limit${number}`];
  return {
    expression: `FILL(100*${consumed}/(${FIVE_MINUTES}*${limit}), 0)`,
    label,
    metrics: {
      [consumed]: tableMetric(of, `Consumed${unit}CapacityUnits`, part, label),
      [limit]: tableLimit(of, `AccountMaxTableLevel${unit}s`),
    },
  };
}
