import { whereOf } from '../aws-request';
import { readAlarms, type Alarm } from './alarm';
import { changeState, readAlarm, type AlarmsIn } from './change-state';
import { evaluateAlarm, evaluationTimes } from './evaluation/alarm-state';
import { sourceOf } from './metric-store';

const MINUTE_MS = 60_000;

/** The minute of a time, in seconds. */
const minuteOf = (time: Date): number =>
  (Math.floor(time.getTime() / MINUTE_MS) * MINUTE_MS) / 1000;

/** Has the alarms of an account and region evaluated from now on. */
export function beginEvaluation({ store, scope }: AlarmsIn, now: Date): void {
  store.data.evaluatedUntil[whereOf(scope)] ??= minuteOf(now);
}

/**
 * Evaluates the metric alarms for every minute that has passed since the last time, in their order;
 * minutes at which nothing can have changed are left out.
 */
export async function evaluateAlarms(alarms: AlarmsIn, now: Date): Promise<void> {
  const { store, scope } = alarms;
  const where = whereOf(scope);
  const since = store.data.evaluatedUntil[where];
  const until = minuteOf(now);
  if (since === undefined || until <= since) return;
  const source = sourceOf(store.metrics(scope));
  const due = (await readAlarms(alarms)).flatMap((alarm) =>
    evaluationTimes(alarm, source, since, until).map((time) => ({ alarm, time })),
  );
  due.sort((a, b) => a.time - b.time);
  const states = new Map<string, Alarm['StateValue']>();
  for (const { alarm, time } of due) {
    const { AlarmName } = alarm;
    const state = evaluateAlarm(alarm, source, time);
    if (!state || state.StateValue === (states.get(AlarmName) ?? alarm.StateValue)) continue;
    const before = await readAlarm(alarms, AlarmName);
    if (before === undefined) continue;
    await changeState(alarms, before, state, new Date(time * 1000));
    states.set(AlarmName, state.StateValue);
  }
  store.data.evaluatedUntil[where] = until;
}
