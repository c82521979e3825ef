import { z } from 'zod';
import type { Scope } from '../aws-request';
import type { JsonService, Moto } from '../moto';
import { SERVICE } from './protocols/protocol';

const dimensions = z.array(z.object({ Name: z.string(), Value: z.string() }));

const metricQuery = z.object({
  Id: z.string(),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  Period: z.number().optional(),
  ReturnData: z.boolean().optional(),
  MetricStat: z
    .object({
      Metric: z.object({
        Namespace: z.string(),
        MetricName: z.string(),
        Dimensions: dimensions.default([]),
      }),
      Period: z.number(),
      Stat: z.string(),
      Unit: z.string().optional(),
    })
    .optional(),
});

const stateValue = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

const alarm = z.object({
  AlarmName: z.string(),
  AlarmArn: z.string(),
  AlarmDescription: z.string().optional(),
  AlarmConfigurationUpdatedTimestamp: z.number(),
  ActionsEnabled: z.boolean(),
  OKActions: z.array(z.string()),
  AlarmActions: z.array(z.string()),
  InsufficientDataActions: z.array(z.string()),
  StateValue: stateValue,
  StateReason: z.string(),
  StateReasonData: z.string().optional(),
  StateUpdatedTimestamp: z.number(),
  MetricName: z.string().optional(),
  Namespace: z.string().optional(),
  Statistic: z.string().optional(),
  ExtendedStatistic: z.string().optional(),
  Dimensions: dimensions.default([]),
  Period: z.number().optional(),
  Unit: z.string().optional(),
  EvaluationPeriods: z.number(),
  DatapointsToAlarm: z.number().optional(),
  Threshold: z.number().optional(),
  ComparisonOperator: z.string(),
  TreatMissingData: z.string().optional(),
  EvaluateLowSampleCountPercentile: z.string().optional(),
  ThresholdMetricId: z.string().optional(),
  Metrics: z.array(metricQuery).default([]),
});

const alarms = z.object({ MetricAlarms: z.array(alarm) });

/** A metric alarm as moto has it at the moment. */
export type Alarm = z.infer<typeof alarm>;
export type MetricQuery = z.infer<typeof metricQuery>;
export type StateValue = z.infer<typeof stateValue>;

export const CLOUDWATCH: JsonService = {
  service: 'monitoring',
  targetPrefix: SERVICE,
  version: '1.0',
};

/** The alarms of those names that exist. */
export async function readAlarms(
  moto: Moto,
  scope: Scope,
  names: readonly string[],
): Promise<readonly Alarm[]> {
  if (names.length === 0) return [];
  const answer = await moto.json(scope, CLOUDWATCH, 'DescribeAlarms', { AlarmNames: names });
  return alarms.parse(answer).MetricAlarms;
}

/** The actions of an alarm on its way into a state. */
export function actionsOf(of: Alarm, state: StateValue): readonly string[] {
  switch (state) {
    case 'ALARM':
      return of.AlarmActions;
    case 'OK':
      return of.OKActions;
    case 'INSUFFICIENT_DATA':
      return of.InsufficientDataActions;
  }
}

/** A time as notifications and histories write it: `2030-01-01T00:00:00.000+0000`. */
export function alarmTime(time: Date): string {
  return time.toISOString().replace('Z', '+0000');
}
