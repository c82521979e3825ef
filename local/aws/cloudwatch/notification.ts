import type { Scope } from '../aws-request';
import { alarmTime, isComposite, type Alarm, type AnyAlarm, type CompositeAlarm } from './alarm';

/** The regions that need no opting in, as CloudWatch's notifications name them. */
const NAMES: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-northeast-2': 'Asia Pacific (Seoul)',
  'ap-northeast-3': 'Asia Pacific (Osaka)',
  'ap-south-1': 'Asia Pacific (Mumbai)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'ca-central-1': 'Canada (Central)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-north-1': 'EU (Stockholm)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-west-3': 'EU (Paris)',
  'sa-east-1': 'South America (Sao Paulo)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
};

/** An alarm's change of state. */
export interface StateChange {
  readonly before: AnyAlarm;
  readonly after: AnyAlarm;
  readonly time: Date;
}

/** The `StateReasonData` of a composite alarm. */
export interface TriggeringAlarms {
  readonly triggeringAlarms: readonly {
    readonly arn: string;
    readonly state: { readonly value: string; readonly timestamp: string };
  }[];
}

/** SNS takes no longer one. */
const LONGEST_SUBJECT = 100;

/** What CloudWatch publishes to a topic of an alarm's change of state: JSON with its names in its order. */
export function notificationOf({ before, after: alarm, time }: StateChange, scope: Scope) {
  const region = NAMES[scope.region] ?? scope.region;
  return {
    subject: subjectOf(alarm, region),
    message: JSON.stringify({
      AlarmName: alarm.AlarmName,
      AlarmDescription: alarm.AlarmDescription ?? null,
      AWSAccountId: scope.accountId,
      AlarmConfigurationUpdatedTimestamp: alarmTime(alarm.AlarmConfigurationUpdatedTimestamp),
      NewStateValue: alarm.StateValue,
      NewStateReason: alarm.StateReason,
      StateChangeTime: alarmTime(time),
      Region: region,
      AlarmArn: alarm.AlarmArn,
      OldStateValue: before.StateValue,
      OKActions: alarm.OKActions,
      AlarmActions: alarm.AlarmActions,
      InsufficientDataActions: alarm.InsufficientDataActions,
      ...(isComposite(alarm) ? ruleOf(alarm) : { Trigger: triggerOf(alarm) }),
    }),
  };
}

function subjectOf({ StateValue, AlarmName }: AnyAlarm, region: string): string {
  const subject = (name: string): string => `${StateValue}: "${name}" in ${region}`;
  const room = LONGEST_SUBJECT - subject('').length;
  return subject(AlarmName.length <= room ? AlarmName : `${AlarmName.slice(0, room - 3)}...`);
}

/** The rule, and which alarm's change of state met it or met it no longer. */
function ruleOf({ AlarmRule, StateReasonData = '{}' }: CompositeAlarm): object {
  const { triggeringAlarms = [] } = JSON.parse(StateReasonData) as Partial<TriggeringAlarms>;
  const TriggeringChildren = triggeringAlarms.map(({ arn, state }) => ({
    Arn: arn,
    State: { Value: state.value, Timestamp: state.timestamp },
  }));
  return { AlarmRule, TriggeringChildren };
}

/** Metric math stands in `Metrics`, behind the rest; one metric's alarm begins with it. */
function triggerOf(alarm: Alarm): object {
  const evaluation = {
    Period: alarm.Period ?? periodOf(alarm.Metrics),
    EvaluationPeriods: alarm.EvaluationPeriods,
    DatapointsToAlarm: alarm.DatapointsToAlarm,
    ComparisonOperator: alarm.ComparisonOperator,
    ThresholdMetricId: alarm.ThresholdMetricId,
    Threshold: alarm.Threshold,
    TreatMissingData: alarm.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: alarm.EvaluateLowSampleCountPercentile ?? '',
  };
  if (alarm.Metrics.length > 0) return { ...evaluation, Metrics: alarm.Metrics.map(queryOf) };
  const statistic =
    alarm.ExtendedStatistic === undefined
      ? { StatisticType: 'Statistic', Statistic: alarm.Statistic?.toUpperCase() }
      : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: alarm.ExtendedStatistic };
  return {
    MetricName: alarm.MetricName,
    Namespace: alarm.Namespace,
    ...statistic,
    Unit: alarm.Unit ?? null,
    Dimensions: dimensionsOf(alarm.Dimensions),
    ...evaluation,
  };
}

function queryOf({
  Expression,
  Id,
  Label,
  MetricStat,
  Period,
  ReturnData,
}: Alarm['Metrics'][number]): object {
  return {
    Expression,
    Id,
    Label,
    MetricStat: MetricStat && {
      Metric: {
        Dimensions: dimensionsOf(MetricStat.Metric?.Dimensions),
        MetricName: MetricStat.Metric?.MetricName,
        Namespace: MetricStat.Metric?.Namespace,
      },
      Period: MetricStat.Period,
      Stat: MetricStat.Stat,
      Unit: MetricStat.Unit,
    },
    Period,
    ReturnData: ReturnData ?? true,
  };
}

function dimensionsOf(dimensions: Alarm['Dimensions'] = []): readonly object[] {
  return dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
}

/** The period of the metrics that an expression is made of. */
function periodOf(queries: Alarm['Metrics']): number | undefined {
  const periods = queries.map(({ Period, MetricStat }) => Period ?? MetricStat?.Period);
  return periods.find((period) => period !== undefined);
}
