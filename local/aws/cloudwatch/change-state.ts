import type { Aws } from '../aws';
import type { Scope } from '../aws-request';
import { runActions } from './actions';
import { isComposite, readAlarms, type AnyAlarm, type State, type StoredComposite } from './alarm';
import { compositeReason, type Cause } from './composite-reason';
import { alarmsOfRule } from './evaluation/alarm-rule';
import { actionEntry, addToHistory, stateUpdate, type HistoryEntry } from './history';

/** The alarms of an account and region, and where they are. */
export interface AlarmsIn extends Pick<Aws, 'moto' | 'store'> {
  readonly scope: Scope;
}

export const compositesOf = ({ store, scope }: AlarmsIn): Record<string, StoredComposite> =>
  store.compositeAlarms(scope);

export function record({ store, scope }: AlarmsIn, entry: HistoryEntry, at: Date): void {
  addToHistory(store.alarmHistory(scope), entry, at);
}

/** The alarm of that name, whichever its type; undefined where there is none. */
export async function readAlarm(alarms: AlarmsIn, name: string): Promise<AnyAlarm | undefined> {
  const composite = compositesOf(alarms)[name]?.alarm;
  return composite ?? (await readAlarms(alarms, [name]))[0];
}

/** Gives an alarm a state; where it is another one, its actions run and composite alarms follow. */
export async function changeState(
  alarms: AlarmsIn,
  before: AnyAlarm,
  state: State,
  at: Date,
): Promise<void> {
  if (isComposite(before)) setComposite(alarms, before, state, at);
  else await setState(alarms, before.AlarmName, state);
  const after = await readAlarm(alarms, before.AlarmName);
  if (after) await stateChanged(alarms, before, after, at);
}

/** Has moto keep the state of a metric alarm. */
export async function setState(
  { moto, scope }: AlarmsIn,
  AlarmName: string,
  { StateValue, StateReason, StateReasonData }: State,
): Promise<void> {
  const input = { AlarmName, StateValue, StateReason, StateReasonData };
  await moto.json(scope, 'monitoring', 'SetAlarmState', input);
}

/** Does what follows from an alarm's state where it is another one than before. */
export async function stateChanged(
  alarms: AlarmsIn,
  before: AnyAlarm,
  after: AnyAlarm,
  at: Date,
): Promise<void> {
  if (before.StateValue === after.StateValue) return;
  record(alarms, stateUpdate(before, after), at);
  const change = { before, after, time: at };
  for (const result of await runActions(alarms.moto, alarms.scope, change)) {
    record(alarms, actionEntry(result), at);
  }
  if (isComposite(after)) return;
  for (const { alarm } of Object.values(compositesOf(alarms))) {
    if (!alarmsOfRule(alarm.AlarmRule).includes(after.AlarmName)) continue;
    await evaluateComposite(alarms, alarm.AlarmName, { changed: after }, at);
  }
}

function setComposite(alarms: AlarmsIn, before: AnyAlarm, state: State, at: Date): void {
  const composites = compositesOf(alarms);
  const kept = composites[before.AlarmName];
  if (kept === undefined) return;
  const seconds = at.getTime() / 1000;
  const isOther = kept.alarm.StateValue !== state.StateValue;
  const alarm = {
    ...{ ...kept.alarm, ...state, StateUpdatedTimestamp: seconds },
    ...(isOther && { StateTransitionedTimestamp: seconds }),
  } as StoredComposite['alarm'];
  composites[before.AlarmName] = { ...kept, alarm };
}

/** Evaluates the rule of a composite alarm, which is in ALARM or OK from its creation on. */
export async function evaluateComposite(
  alarms: AlarmsIn,
  name: string,
  cause: Cause,
  at: Date,
): Promise<void> {
  const before = compositesOf(alarms)[name]?.alarm;
  if (before === undefined) return;
  const children = await readAlarms(alarms, alarmsOfRule(before.AlarmRule));
  const state = children.some(({ StateValue }) => StateValue === 'ALARM') ? 'ALARM' : 'OK';
  if (state === before.StateValue) return;
  const reason = compositeReason({ arn: before.AlarmArn, state, cause, children, at });
  await changeState(alarms, before, { ...reason, StateValue: state }, at);
}
