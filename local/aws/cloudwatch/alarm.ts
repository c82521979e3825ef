import type { CompositeAlarm as DescribedComposite, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../aws-request';
import type { Moto } from '../moto';

type Times = 'AlarmConfigurationUpdatedTimestamp' | 'StateUpdatedTimestamp';
type Always =
  | 'AlarmName'
  | 'AlarmArn'
  | 'OKActions'
  | 'AlarmActions'
  | 'InsufficientDataActions'
  | 'StateValue'
  | 'Dimensions'
  | 'Metrics';

/** A metric alarm as moto has it at the moment; its times are seconds. */
export type Alarm = Readonly<
  Omit<MetricAlarm, Times | Always> &
    Record<Times, number> & { [Name in Always]: NonNullable<MetricAlarm[Name]> }
>;

type AlwaysComposite =
  | 'ActionsEnabled'
  | 'AlarmRule'
  | 'StateReason'
  | Exclude<Always, 'Dimensions' | 'Metrics'>;

/** A composite alarm, which moto does not know; its times are seconds. */
export type CompositeAlarm = Readonly<
  { [Name in AlwaysComposite]: NonNullable<DescribedComposite[Name]> } & Pick<
    DescribedComposite,
    'AlarmDescription' | 'StateReasonData'
  > &
    Record<Times | 'StateTransitionedTimestamp', number>
>;

/** A composite alarm as the gateway keeps it. */
export interface StoredComposite {
  readonly alarm: CompositeAlarm;
  readonly tags: Readonly<Record<string, string>>;
}

export type AnyAlarm = Alarm | CompositeAlarm;

/** An alarm's state with its reason. */
export type State = Pick<AnyAlarm, 'StateValue' | 'StateReason' | 'StateReasonData'>;

/** Whether the alarm is composed of others. */
export const isComposite = (alarm: AnyAlarm): alarm is CompositeAlarm => 'AlarmRule' in alarm;

/** The state of an alarm that was not evaluated yet. */
export const UNCHECKED = {
  StateValue: 'INSUFFICIENT_DATA',
  StateReason: 'Unchecked: Initial alarm creation',
} as const;

/** The metric alarms of those names that exist, or all. */
export async function readAlarms(
  { moto, scope }: { readonly moto: Moto; readonly scope: Scope },
  AlarmNames?: readonly string[],
): Promise<readonly Alarm[]> {
  if (AlarmNames?.length === 0) return [];
  const answer = await moto.json(scope, 'monitoring', 'DescribeAlarms', { AlarmNames });
  const { MetricAlarms } = answer as { readonly MetricAlarms: readonly Alarm[] };
  return MetricAlarms.map((alarm) => ({ ...{ Dimensions: [], Metrics: [] }, ...alarm }));
}

/** A time as notifications and histories write it: `2030-01-01T00:00:00.000+0000`. */
export const alarmTime = (time: Date | number): string =>
  new Date(typeof time === 'number' ? time * 1000 : time).toISOString().replace('Z', '+0000');
