import { alarmTime, type AnyAlarm } from './alarm';
import type { TriggeringAlarms } from './notification';

/** Why a composite alarm is evaluated: it was put, or one of its alarms changed its state. */
export type Cause = 'created' | 'updated' | { readonly changed: AnyAlarm };

interface ReasonProps {
  readonly arn: string;
  /** What its rule comes to. */
  readonly state: string;
  readonly cause: Cause;
  /** The alarms that its rule asks for. */
  readonly children: readonly AnyAlarm[];
  readonly at: Date;
}

/** The reason of a composite alarm's state, in CloudWatch's words. */
export function compositeReason({ arn, state, cause, children, at }: ReasonProps) {
  const triggering = typeof cause === 'object' ? [cause.changed] : children;
  const data: TriggeringAlarms = {
    triggeringAlarms: triggering.map(({ AlarmArn, StateValue, StateUpdatedTimestamp }) => ({
      arn: AlarmArn,
      state: {
        value: StateValue,
        timestamp: alarmTime(typeof cause === 'object' ? at : StateUpdatedTimestamp),
      },
    })),
  };
  return {
    StateReason:
      typeof cause === 'object'
        ? `${cause.changed.AlarmArn} transitioned to ${cause.changed.StateValue} at ${longTime(at)}`
        : `${arn} was ${cause} and its alarm rule evaluates to ${state}`,
    StateReasonData: JSON.stringify(data),
  };
}

/** `Friday 22 July, 2022 15:57:45 UTC` */
function longTime(at: Date): string {
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(at);
  const day = `${part({ weekday: 'long' })} ${at.toISOString().slice(8, 10)} ${part({ month: 'long' })}`;
  return `${day}, ${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} UTC`;
}
