import type {
  CompositeAlarm,
  DescribeAlarmsCommandOutput,
  MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { deployCommand } from '../../config/deploy-command';
import { alarmNamePrefix } from '../../config/names';
import { UserError } from '../../config/user-error';
import { explainAwsError } from '../../aws/clients';
import { monitoredRegions, type StageMonitoring } from '../../aws/monitoring-clients';

export interface AlarmThreshold {
  /** The metric's name; for metric math, those of all its metrics. */
  readonly metric: string;
  /** @default none: metric math has one for each of its metrics */
  readonly statistic?: string;
  /** The metric math. @default none: the metric itself is compared */
  readonly expression?: string;
  readonly comparison: string;
  readonly value: number;
  readonly periodSeconds: number;
  /** How many of how many periods have to be beyond it. */
  readonly periods: number;
  readonly of: number;
}

export interface AlarmState {
  readonly name: string;
  readonly region: string;
  readonly state: string;
  /** When it came into its state, in ISO 8601. */
  readonly since: string;
  readonly reason: string;
  /** Off: its state changes, but nobody is told. */
  readonly actionsEnabled: boolean;
  /** What is told that it is raised: ARNs. */
  readonly alarmActions: readonly string[];
  /** What is told that all is well again: ARNs. */
  readonly okActions: readonly string[];
}

export interface StageAlarm extends AlarmState {
  readonly threshold: AlarmThreshold;
  /** The values that brought it into its state. @default none: somebody has set it, or it is new */
  readonly evaluated?: readonly number[];
}

/** A composite alarm: what raises it are other alarms. */
export interface StageCompositeAlarm extends AlarmState {
  readonly rule: string;
}

export type AnyAlarm = StageAlarm | StageCompositeAlarm;

/** @throws UserError when the stage has no metric alarms. */
export async function stageAlarms(monitoring: StageMonitoring): Promise<StageAlarm[]> {
  const alarms = await metricAlarms(monitoring);
  if (alarms.length > 0) return alarms;
  const { stage, account, env } = monitoring;
  throw new UserError(
    `Stage ${stage.name} has no alarms in account ${account} (${monitoredRegions(stage).join(', ')}): it is not deployed there. Deploy it: ${deployCommand(stage.name, env)}`,
  );
}

/**
 * All alarms of a stage: first the composite alarms, then the metric alarms.
 * @throws UserError when there are no metric alarms.
 */
export async function everyAlarm(monitoring: StageMonitoring): Promise<AnyAlarm[]> {
  const alarms = await stageAlarms(monitoring);
  return [...(await compositeAlarms(monitoring)), ...alarms];
}

type Asked = Omit<StageMonitoring, 'account'>;

/** The metric alarms of a stage, from every region that it has some in, by name. */
export const metricAlarms = (of: Asked): Promise<StageAlarm[]> =>
  inEveryRegion(of, 'MetricAlarm', ({ MetricAlarms = [] }, region) =>
    MetricAlarms.map((alarm) => stageAlarm(alarm, region)),
  );

/** The composite alarms of a stage, from every region that it has some in, by name. */
export const compositeAlarms = (of: Asked): Promise<StageCompositeAlarm[]> =>
  inEveryRegion(of, 'CompositeAlarm', ({ CompositeAlarms = [] }, region) =>
    CompositeAlarms.map((alarm) => ({ ...alarmState(alarm, region), rule: alarm.AlarmRule ?? '' })),
  );

async function inEveryRegion<T extends AlarmState>(
  { stage, clients, env }: Asked,
  type: 'CompositeAlarm' | 'MetricAlarm',
  alarmsOf: (page: DescribeAlarmsCommandOutput, region: string) => T[],
): Promise<T[]> {
  const input = { AlarmNamePrefix: alarmNamePrefix(stage.name), AlarmTypes: [type] };
  const alarmsIn = async (region: string): Promise<T[]> => {
    const alarms: T[] = [];
    const pages = paginateDescribeAlarms({ client: clients(region).cloudwatch }, input);
    for await (const page of pages) alarms.push(...alarmsOf(page, region));
    return alarms;
  };
  const found = await Promise.all(monitoredRegions(stage).map(alarmsIn)).catch((error: unknown) => {
    throw explainAwsError(error, env);
  });
  return found.flat().sort((a, b) => (a.name < b.name ? -1 : 1));
}

function stageAlarm(alarm: MetricAlarm, region: string): StageAlarm {
  const evaluated = evaluatedBy(alarm);
  return {
    ...alarmState(alarm, region),
    threshold: threshold(alarm),
    ...(evaluated !== undefined && { evaluated }),
  };
}

const reasonData = z.object({ recentDatapoints: z.array(z.number()) });

/** The values in an alarm's `StateReasonData`, which may be whatever JSON its state was set with. */
function evaluatedBy({ StateReasonData = '' }: MetricAlarm): readonly number[] | undefined {
  try {
    return reasonData.safeParse(JSON.parse(StateReasonData)).data?.recentDatapoints;
  } catch {
    return undefined;
  }
}

function alarmState(alarm: CompositeAlarm | MetricAlarm, region: string): AlarmState {
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? new Date(0);
  return {
    name: alarm.AlarmName ?? '',
    region,
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    since: since.toISOString(),
    reason: alarm.StateReason ?? '',
    actionsEnabled: alarm.ActionsEnabled ?? true,
    alarmActions: alarm.AlarmActions ?? [],
    okActions: alarm.OKActions ?? [],
  };
}

/** CloudWatch's comparison operators as people write them. */
export const COMPARISONS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** CloudWatch keeps the metrics of an expression in no order. */
export const metricNames = (names: readonly string[]): string =>
  [...new Set(names)].sort().join(', ');

function threshold(alarm: MetricAlarm): AlarmThreshold {
  const { ComparisonOperator = '', EvaluationPeriods = 1, Metrics = [] } = alarm;
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic;
  const stats = Metrics.flatMap(({ MetricStat }) => MetricStat ?? []);
  const expression = Metrics.find(({ Expression }) => Expression !== undefined)?.Expression;
  return {
    metric: alarm.MetricName ?? metricNames(stats.map(({ Metric }) => Metric?.MetricName ?? '')),
    ...(statistic !== undefined && { statistic }),
    ...(expression !== undefined && { expression }),
    comparison: COMPARISONS[ComparisonOperator] ?? ComparisonOperator,
    value: alarm.Threshold ?? 0,
    periodSeconds: alarm.Period ?? stats[0]?.Period ?? 0,
    periods: alarm.DatapointsToAlarm ?? EvaluationPeriods,
    of: EvaluationPeriods,
  };
}
