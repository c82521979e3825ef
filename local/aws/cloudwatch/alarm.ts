import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../aws-request';
import type { JsonService, Moto } from '../moto';

/** The prefix of CloudWatch's operations in both of its RPC protocols. */
export const SERVICE = 'GraniteServiceVersion20100801';

export const CLOUDWATCH: JsonService = {
  service: 'monitoring',
  targetPrefix: SERVICE,
  version: '1.0',
};

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

/** The alarms of those names that exist. */
export async function readAlarms(
  moto: Moto,
  scope: Scope,
  names: readonly string[],
): Promise<readonly Alarm[]> {
  if (names.length === 0) return [];
  const input = { AlarmNames: names };
  const { MetricAlarms } = (await moto.json(scope, CLOUDWATCH, 'DescribeAlarms', input)) as {
    readonly MetricAlarms: readonly Alarm[];
  };
  return MetricAlarms.map((alarm) => ({ ...{ Dimensions: [], Metrics: [] }, ...alarm }));
}

/** A time as notifications and histories write it: `2030-01-01T00:00:00.000+0000`. */
export const alarmTime = (time: Date | number): string =>
  new Date(typeof time === 'number' ? time * 1000 : time).toISOString().replace('Z', '+0000');
