import { alarmTime, type Alarm, type MetricQuery } from './alarm';
import { regionName } from './region-names';

/** What CloudWatch publishes to a topic. */
export interface Notification {
  readonly subject: string;
  /** JSON. */
  readonly message: string;
}

export interface NotificationProps {
  /** The alarm in its new state. */
  readonly alarm: Alarm;
  readonly oldState: string;
  readonly accountId: string;
  readonly region: string;
  readonly time: Date;
}

/** SNS takes no longer one. */
const LONGEST_SUBJECT = 100;

/** The notification of a metric alarm's change of state, with CloudWatch's names in its order. */
export function notificationOf(props: NotificationProps): Notification {
  const { alarm, oldState, accountId, region, time } = props;
  const updated = new Date(alarm.AlarmConfigurationUpdatedTimestamp * 1000);
  return {
    subject: subjectOf(alarm, regionName(region)),
    message: JSON.stringify({
      AlarmName: alarm.AlarmName,
      AlarmDescription: alarm.AlarmDescription ?? null,
      AWSAccountId: accountId,
      AlarmConfigurationUpdatedTimestamp: alarmTime(updated),
      NewStateValue: alarm.StateValue,
      NewStateReason: alarm.StateReason,
      StateChangeTime: alarmTime(time),
      Region: regionName(region),
      AlarmArn: alarm.AlarmArn,
      OldStateValue: oldState,
      OKActions: alarm.OKActions,
      AlarmActions: alarm.AlarmActions,
      InsufficientDataActions: alarm.InsufficientDataActions,
      Trigger: triggerOf(alarm),
    }),
  };
}

function subjectOf({ StateValue, AlarmName }: Alarm, region: string): string {
  const subject = (name: string): string => `${StateValue}: "${name}" in ${region}`;
  const room = LONGEST_SUBJECT - subject('').length;
  return subject(AlarmName.length <= room ? AlarmName : `${AlarmName.slice(0, room - 3)}...`);
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

function queryOf({ Expression, Id, Label, MetricStat, Period, ReturnData }: MetricQuery): object {
  return {
    Expression,
    Id,
    Label,
    MetricStat: MetricStat && {
      Metric: {
        Dimensions: dimensionsOf(MetricStat.Metric.Dimensions),
        MetricName: MetricStat.Metric.MetricName,
        Namespace: MetricStat.Metric.Namespace,
      },
      Period: MetricStat.Period,
      Stat: MetricStat.Stat,
      Unit: MetricStat.Unit,
    },
    Period,
    ReturnData: ReturnData ?? true,
  };
}

function dimensionsOf(dimensions: Alarm['Dimensions']): readonly object[] {
  return dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
}

/** The period of the metrics that an expression is made of. */
function periodOf(queries: readonly MetricQuery[]): number | undefined {
  const periods = queries.map(({ Period, MetricStat }) => Period ?? MetricStat?.Period);
  return periods.find((period) => period !== undefined);
}
