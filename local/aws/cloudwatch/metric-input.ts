import { z } from 'zod';
import { listOf, time } from './protocols';

/** Numbers and truths, which AWS query writes as text. */
export const number = z.coerce.number();
export const truth = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((is) => is === 'true'),
]);

const dimensions = listOf(z.object({ Name: z.string(), Value: z.string() })).optional();

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataQuery.html */
const metricDataQuery = z.object({
  Id: z.string().regex(/^[a-z]\w*$/, 'must begin with a lowercase letter'),
  Label: z.string().optional(),
  Expression: z.string().optional(),
  ReturnData: truth.optional(),
  MetricStat: z
    .object({
      Metric: z.object({ Namespace: z.string(), MetricName: z.string(), Dimensions: dimensions }),
      Period: number,
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
});

/** What GetMetricData takes. */
export const metricDataInput = z.object({
  MetricDataQueries: listOf(metricDataQuery),
  StartTime: time,
  EndTime: time,
  ScanBy: z.enum(['TimestampDescending', 'TimestampAscending']).default('TimestampDescending'),
});

/** What ListMetrics takes; a dimension may be asked for without its value. */
export const listMetricsInput = z.object({
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: listOf(z.object({ Name: z.string(), Value: z.string().optional() })).default([]),
  RecentlyActive: z.literal('PT3H').optional(),
});

/** What PutMetricData takes. */
export const metricDatumInput = z.object({
  Namespace: z.string(),
  MetricData: listOf(
    z.object({
      MetricName: z.string(),
      Dimensions: dimensions,
      Timestamp: time.optional(),
      Value: number.optional(),
      Values: listOf(number).default([]),
      Counts: listOf(number).optional(),
      StatisticValues: z.unknown().optional(),
      Unit: z.string().default('None'),
    }),
  ),
});

/** What of an alarm's configuration its evaluation needs, and what the local AWS does not evaluate. */
export const alarmInput = z.object({
  AlarmName: z.string(),
  AlarmActions: listOf(z.string()).default([]),
  OKActions: listOf(z.string()).default([]),
  InsufficientDataActions: listOf(z.string()).default([]),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensions,
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Period: number.optional(),
  EvaluationPeriods: number.optional(),
  DatapointsToAlarm: number.optional(),
  Threshold: number.optional(),
  ComparisonOperator: z.string().optional(),
  TreatMissingData: z.enum(['breaching', 'notBreaching', 'ignore', 'missing']).optional(),
  EvaluateLowSampleCountPercentile: z
    .literal('evaluate', { error: 'The local AWS evaluates percentiles of any number of samples.' })
    .optional(),
  Metrics: listOf(metricDataQuery).optional(),
  EvaluationCriteria: z.undefined({ error: 'The local AWS evaluates no PromQL.' }).optional(),
  EvaluationWindow: z
    .object({
      WallClockWindow: z
        .undefined({ error: 'The local AWS evaluates sliding windows only.' })
        .optional(),
    })
    .optional(),
});
