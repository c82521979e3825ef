import { z } from 'zod';
import type { Message } from '../forward';
import { callJson, type MotoScope } from '../moto-api';
import { runActions } from './actions';
import { CLOUDWATCH, readAlarms, type Alarm } from './alarm';
import { describeHistory } from './describe-history';
import { invalid } from './errors';
import {
  actionEntry,
  addToHistory,
  created,
  deleted,
  stateUpdate,
  updated,
  type HistoryEntry,
  type HistoryItem,
} from './history';
import { inputOf, list } from './input';
import type { Call } from './protocols/protocol';

/** What one call works on. */
export interface Context {
  readonly scope: MotoScope;
  /** The history of the scope. */
  readonly history: HistoryItem[];
  readonly now: () => Date;
  /** Lets moto answer the call. */
  readonly pass: () => Promise<Message>;
  /** Answers the call with that output. */
  readonly answer: (output: Readonly<Record<string, unknown>>) => Message;
}

type Operation = (context: Context, input: Call['input']) => Promise<Message> | Message;

/** What is done here, besides or instead of moto, by the operation's name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['SetAlarmState', setAlarmState],
  ['PutMetricAlarm', putMetricAlarm],
  ['DeleteAlarms', deleteAlarms],
  ['DescribeAlarmHistory', ({ history, answer }, input) => answer(describeHistory(history, input))],
]);

const named = z.object({ AlarmName: z.string() });

/** moto sets the state; its actions run before the answer, so that nobody has to wait for them. */
async function setAlarmState(context: Context, sent: Call['input']): Promise<Message> {
  const { AlarmName } = inputOf(named, sent);
  const [before] = await readAlarms(context.scope, [AlarmName]);
  const answer = await context.pass();
  const [after] = await readAlarms(context.scope, [AlarmName]);
  if (!isOk(answer) || !before || !after || before.StateValue === after.StateValue) return answer;
  const time = context.now();
  record(context, stateUpdate(before, after));
  for (const result of await runActions(context.scope, { before, after, time })) {
    record(context, actionEntry(result));
  }
  return answer;
}

const withActions = named.extend({
  AlarmActions: list.default([]),
  OKActions: list.default([]),
  InsufficientDataActions: list.default([]),
});

/** moto takes actions in other regions, and forgets the state of an alarm that is put again. */
async function putMetricAlarm(context: Context, sent: Call['input']): Promise<Message> {
  const input = inputOf(withActions, sent);
  const { AlarmName } = input;
  checkRegions(context.scope.region, [
    ...input.AlarmActions,
    ...input.OKActions,
    ...input.InsufficientDataActions,
  ]);
  const [before] = await readAlarms(context.scope, [AlarmName]);
  const answer = await context.pass();
  if (!isOk(answer)) return answer;
  if (before) await restoreState(context.scope, before);
  const [after] = await readAlarms(context.scope, [AlarmName]);
  if (after) record(context, before ? updated(before, after) : created(after));
  return answer;
}

const several = z.object({ AlarmNames: list.default([]) });

async function deleteAlarms(context: Context, sent: Call['input']): Promise<Message> {
  const before = await readAlarms(context.scope, inputOf(several, sent).AlarmNames);
  const answer = await context.pass();
  if (!isOk(answer)) return answer;
  for (const alarm of before) record(context, deleted(alarm));
  return answer;
}

/** An alarm's actions must be in its own region. */
function checkRegions(own: string, actions: readonly string[]): void {
  const regions = actions.map((arn) => arn.split(':')[3] ?? '');
  const other = regions.find((region) => region !== '' && region !== own);
  if (other === undefined) return;
  throw invalid(`Invalid region ${other} specified. Only ${own} is supported.`);
}

async function restoreState(scope: MotoScope, alarm: Alarm): Promise<void> {
  const { AlarmName, StateValue, StateReason, StateReasonData } = alarm;
  const input = { AlarmName, StateValue, StateReason, StateReasonData };
  await callJson(scope, CLOUDWATCH, 'SetAlarmState', input);
}

function isOk({ status }: Message): boolean {
  return status >= 200 && status < 300;
}

function record({ history, now }: Context, entry: HistoryEntry): void {
  addToHistory(history, entry, now());
}
