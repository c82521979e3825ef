import { z } from 'zod';
import type { Scope } from '../aws-request';
import type { Answer } from '../call';
import type { Moto } from '../moto';
import { runActions } from './actions';
import { CLOUDWATCH, readAlarms, type Alarm } from './alarm';
import { describeHistory } from './describe-history';
import {
  actionEntry,
  addToHistory,
  configurationUpdate,
  stateUpdate,
  type HistoryEntry,
  type HistoryItem,
} from './history';
import { inputOf, invalid, list, type Command } from './protocols';

/** What one call works on. */
export interface Context {
  readonly moto: Moto;
  readonly scope: Scope;
  /** The history of the scope. */
  readonly history: HistoryItem[];
  /** The alarms of the scope that were never evaluated: name and time of creation. */
  readonly newAlarms: Record<string, string>;
  readonly now: () => Date;
  /** Lets moto answer the call. */
  readonly pass: () => Promise<Answer>;
  /** Answers the call with that output. */
  readonly answer: (output: Readonly<Record<string, unknown>>) => Answer;
}

type Operation = (context: Context, input: Command['input']) => Promise<Answer> | Answer;

/** What is done here, besides or instead of moto, by the operation's name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['SetAlarmState', setAlarmState],
  ['PutMetricAlarm', putMetricAlarm],
  ['DeleteAlarms', deleteAlarms],
  ['DescribeAlarmHistory', ({ history, answer }, input) => answer(describeHistory(history, input))],
]);

const named = z.object({ AlarmName: z.string() });

/** A new alarm is evaluated a minute after it was created. */
const FIRST_EVALUATION_MS = 60_000;

/** Evaluates new alarms whose time has come; one that was set by hand meanwhile is none any more. */
export async function evaluateNewAlarms(context: Context): Promise<void> {
  const { moto, scope, newAlarms, now } = context;
  for (const [AlarmName, createdAt] of Object.entries(newAlarms)) {
    const time = new Date(Date.parse(createdAt) + FIRST_EVALUATION_MS);
    if (time > now()) continue;
    const [before] = await readAlarms(moto, scope, [AlarmName]);
    if (before) await setState(context, AlarmName, { StateValue: 'OK', StateReason: NO_DATA });
    Reflect.deleteProperty(newAlarms, AlarmName);
    if (!before) continue;
    const [after] = await readAlarms(moto, scope, [AlarmName]);
    if (after) await changed({ ...context, now: () => time }, before, after);
  }
}

const NO_DATA =
  'Threshold Crossed: no datapoints were received and missing data was treated as [NonBreaching].';

/** moto sets the state; its actions run before the answer, so that nobody has to wait for them. */
async function setAlarmState(context: Context, sent: Command['input']): Promise<Answer> {
  const { AlarmName } = inputOf(named, sent);
  const [before] = await readAlarms(context.moto, context.scope, [AlarmName]);
  const answer = await context.pass();
  const [after] = await readAlarms(context.moto, context.scope, [AlarmName]);
  if (!isOk(answer) || !before || !after) return answer;
  Reflect.deleteProperty(context.newAlarms, AlarmName);
  if (before.StateValue !== after.StateValue) await changed(context, before, after);
  return answer;
}

async function changed(context: Context, before: Alarm, after: Alarm): Promise<void> {
  const time = context.now();
  record(context, stateUpdate(before, after));
  for (const result of await runActions(context.moto, context.scope, { before, after, time })) {
    record(context, actionEntry(result));
  }
}

const number = z.coerce.number().optional();

/** moto keeps a number that is none, and fails at every alarm from then on. */
const put = named.extend({
  ...{ EvaluationPeriods: number, DatapointsToAlarm: number, Period: number, Threshold: number },
  AlarmActions: list.default([]),
  OKActions: list.default([]),
  InsufficientDataActions: list.default([]),
});

/** moto takes actions in other regions, and forgets the state of an alarm that is put again. */
async function putMetricAlarm(context: Context, sent: Command['input']): Promise<Answer> {
  const input = inputOf(put, sent);
  const { AlarmName } = input;
  checkRegions(context.scope.region, [
    ...input.AlarmActions,
    ...input.OKActions,
    ...input.InsufficientDataActions,
  ]);
  const [before] = await readAlarms(context.moto, context.scope, [AlarmName]);
  const answer = await context.pass();
  if (!isOk(answer)) return answer;
  if (!before) context.newAlarms[AlarmName] = context.now().toISOString();
  await setState(context, AlarmName, before ?? NEW);
  const [after] = await readAlarms(context.moto, context.scope, [AlarmName]);
  if (after) record(context, configurationUpdate(before ? 'updated' : 'created', after, before));
  return answer;
}

const several = z.object({ AlarmNames: list.default([]) });

async function deleteAlarms(context: Context, sent: Command['input']): Promise<Answer> {
  const before = await readAlarms(context.moto, context.scope, inputOf(several, sent).AlarmNames);
  const answer = await context.pass();
  if (!isOk(answer)) return answer;
  for (const alarm of before) {
    Reflect.deleteProperty(context.newAlarms, alarm.AlarmName);
    record(context, configurationUpdate('deleted', alarm));
  }
  return answer;
}

/** An alarm's actions must be in its own region. */
function checkRegions(own: string, actions: readonly string[]): void {
  const regions = actions.map((arn) => arn.split(':')[3] ?? '');
  const other = regions.find((region) => region !== '' && region !== own);
  if (other === undefined) return;
  throw invalid(`Invalid region ${other} specified. Only ${own} is supported.`);
}

type State = Pick<Alarm, 'StateValue' | 'StateReason' | 'StateReasonData'>;

const NEW: State = {
  StateValue: 'INSUFFICIENT_DATA',
  StateReason: 'Unchecked: Initial alarm creation',
};

async function setState({ moto, scope }: Context, AlarmName: string, state: State): Promise<void> {
  const { StateValue, StateReason, StateReasonData } = state;
  const input = { AlarmName, StateValue, StateReason, StateReasonData };
  await moto.json(scope, CLOUDWATCH, 'SetAlarmState', input);
}

function isOk({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}

function record({ history, now }: Context, entry: HistoryEntry): void {
  addToHistory(history, entry, now());
}
