import { z } from 'zod';
import type { Answer } from '../call';
import type { AwsError } from '../errors';
import type { Input } from '../input';
import { readAlarms, UNCHECKED, type Alarm, type AnyAlarm } from './alarm';
import {
  changeState,
  compositesOf,
  readAlarm,
  record,
  setState,
  stateChanged,
  type AlarmsIn,
} from './change-state';
import {
  compositeInput,
  compositeTags,
  checkDeletion,
  putCompositeAlarm,
} from './composite-alarms';
import { describeHistory } from './describe-history';
import { evaluateAlarm } from './evaluation/alarm-state';
import { beginEvaluation } from './evaluate-alarms';
import { configurationUpdate } from './history';
import { invalid } from './invalid';
import { getMetricData, listMetrics, putMetricData } from './metric-data';
import { alarmInput } from './metric-input';
import { sourceOf, type StoredMetrics } from './metric-store';
import { checked, list } from './protocols';
import { storageMetrics } from './storage-metrics';

/** What one call works on. */
export interface Context extends AlarmsIn {
  readonly now: () => Date;
  /** Lets moto answer the call. */
  readonly pass: () => Promise<Answer>;
  /** Answers the call with that output. */
  readonly answer: (output: Readonly<Record<string, unknown>>) => Answer;
}

type Operation = (context: Context, input: Input) => Promise<Answer> | Answer;

/** What is done here, besides or instead of moto, by the operation's name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['SetAlarmState', setAlarmState],
  ['PutMetricAlarm', putMetricAlarm],
  ['PutCompositeAlarm', putComposite],
  ['DeleteAlarms', deleteAlarms],
  ['DescribeAlarms', describeAlarms],
  [
    'DescribeAlarmHistory',
    ({ store, scope, answer }, input) => answer(describeHistory(store.alarmHistory(scope), input)),
  ],
  ['ListTagsForResource', tagsOf('ListTagsForResource')],
  ['TagResource', tagsOf('TagResource')],
  ['UntagResource', tagsOf('UntagResource')],
  [
    'PutMetricData',
    ({ store, scope, now, answer }, input) =>
      answer(putMetricData(store.metrics(scope), input, now())),
  ],
  ['GetMetricData', onMetrics('GetMetricData', getMetricData)],
  [
    'GetMetricStatistics',
    () => {
      throw invalid('The local AWS has no GetMetricStatistics: ask by GetMetricData.');
    },
  ],
  ['ListMetrics', onMetrics('ListMetrics', listMetrics)],
]);

/** An operation that reads the metrics of the account and region. */
function onMetrics(
  operation: string,
  read: (metrics: StoredMetrics, input: Input, now: Date) => Readonly<Record<string, unknown>>,
): Operation {
  return async (context, input) => {
    const { store, scope, now, answer } = context;
    const storage = await storageMetrics(context, operation, input, now());
    return answer(read({ ...store.metrics(scope), ...storage }, input, now()));
  };
}

function tagsOf(operation: Parameters<typeof compositeTags>[1]): Operation {
  return (context, input) => {
    const output = compositeTags(context, operation, input);
    return output ? context.answer(output) : context.pass();
  };
}

const stateInput = z.object({
  AlarmName: z.string(),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string(),
  StateReasonData: z.string().optional(),
});

const named = z.object({ AlarmName: z.string() });

/** The actions of the state run before the answer, so that nobody has to wait for them. */
async function setAlarmState(context: Context, sent: Input): Promise<Answer> {
  const { AlarmName } = checked(named, sent);
  const composite = compositesOf(context)[AlarmName]?.alarm;
  if (composite) {
    await changeState(context, composite, checked(stateInput, sent), context.now());
    return context.answer({});
  }
  const before = await readAlarm(context, AlarmName);
  const answer = await context.pass();
  const after = await readAlarm(context, AlarmName);
  if (isOk(answer) && before && after) await stateChanged(context, before, after, context.now());
  return answer;
}

/** An alarm that moto takes and that cannot be evaluated here is refused. */
async function putMetricAlarm(context: Context, sent: Input): Promise<Answer> {
  const input = checked(alarmInput, sent);
  const { AlarmName } = input;
  checkRegions(context.scope.region, input);
  if (AlarmName in compositesOf(context)) throw nameTaken(AlarmName);
  evaluateAlarm(input, sourceOf({}), 0);
  const [before] = await readAlarms(context, [AlarmName]);
  const answer = await context.pass();
  if (!isOk(answer)) return answer;
  beginEvaluation(context, context.now());
  // moto forgets the state of an alarm that is put again.
  await setState(context, AlarmName, before ?? UNCHECKED);
  const after = await readAlarm(context, AlarmName);
  const verb = before ? 'updated' : 'created';
  if (after) record(context, configurationUpdate(verb, after, before), context.now());
  return answer;
}

async function putComposite(context: Context, sent: Input): Promise<Answer> {
  const input = checked(compositeInput, sent);
  checkRegions(context.scope.region, input);
  const [metricAlarm] = await readAlarms(context, [input.AlarmName]);
  if (metricAlarm) throw nameTaken(input.AlarmName);
  await putCompositeAlarm(context, input, context.now());
  return context.answer({});
}

const nameTaken = (name: string): AwsError =>
  invalid(`There is an alarm of another type with the name ${name}.`);

const several = z.object({ AlarmNames: list.default([]) });

async function deleteAlarms(context: Context, sent: Input): Promise<Answer> {
  const { AlarmNames } = checked(several, sent);
  checkDeletion(context, AlarmNames);
  const before = await readAlarms(context, AlarmNames);
  const composites = compositesOf(context);
  const answer = await context.pass();
  if (!isOk(answer)) return answer;
  const deleted: readonly AnyAlarm[] = [
    ...before,
    ...AlarmNames.flatMap((name) => composites[name]?.alarm ?? []),
  ];
  for (const alarm of deleted) {
    Reflect.deleteProperty(composites, alarm.AlarmName);
    record(context, configurationUpdate('deleted', alarm), context.now());
  }
  return answer;
}

const described = z.object({
  AlarmNames: list.default([]),
  AlarmNamePrefix: z.string().optional(),
  AlarmTypes: list.default([]),
  StateValue: z.string().optional(),
  ActionPrefix: z.string().optional(),
  ChildrenOfAlarmName: z
    .undefined({ error: 'The local AWS lists no children of an alarm.' })
    .optional(),
  ParentsOfAlarmName: z
    .undefined({ error: 'The local AWS lists no parents of an alarm.' })
    .optional(),
});

/** DescribeAlarms, in one page: moto's alarms with the times at which they changed, and composite ones. */
async function describeAlarms(context: Context, sent: Input): Promise<Answer> {
  const input = checked(described, sent);
  const { AlarmNames, AlarmNamePrefix, AlarmTypes, StateValue, ActionPrefix } = input;
  const isAsked = (alarm: AnyAlarm): boolean =>
    (AlarmNames.length === 0 || AlarmNames.includes(alarm.AlarmName)) &&
    (AlarmNamePrefix === undefined || alarm.AlarmName.startsWith(AlarmNamePrefix)) &&
    (StateValue === undefined || alarm.StateValue === StateValue) &&
    (ActionPrefix === undefined ||
      actionsOf(alarm).some((action) => action.startsWith(ActionPrefix)));
  // Only metric alarms unless others are asked for.
  const types = AlarmTypes.length === 0 ? ['MetricAlarm'] : AlarmTypes;
  const metricAlarms = types.includes('MetricAlarm')
    ? await readAlarms(context, AlarmNames.length > 0 ? AlarmNames : undefined)
    : [];
  const composites = types.includes('CompositeAlarm') ? Object.values(compositesOf(context)) : [];
  return context.answer({
    MetricAlarms: metricAlarms.filter(isAsked).map((alarm) => withTimes(context, alarm)),
    CompositeAlarms: composites.map(({ alarm }) => alarm).filter(isAsked),
  });
}

/** moto's times are those of its own clock. */
function withTimes({ store, scope }: AlarmsIn, alarm: Alarm): object {
  const changed = store
    .alarmHistory(scope)
    .findLast(
      ({ AlarmName, HistoryItemType }) =>
        AlarmName === alarm.AlarmName && HistoryItemType === 'StateUpdate',
    );
  if (changed === undefined) return alarm;
  const { Timestamp } = changed;
  return { ...alarm, StateUpdatedTimestamp: Timestamp, StateTransitionedTimestamp: Timestamp };
}

type Actions = Pick<AnyAlarm, 'AlarmActions' | 'OKActions' | 'InsufficientDataActions'>;

const actionsOf = ({ AlarmActions, OKActions, InsufficientDataActions }: Actions) => [
  ...AlarmActions,
  ...OKActions,
  ...InsufficientDataActions,
];

/** An alarm's actions must be in its own region. */
function checkRegions(own: string, alarm: Actions): void {
  const regions = actionsOf(alarm).map((arn) => arn.split(':')[3] ?? '');
  const other = regions.find((region) => region !== '' && region !== own);
  if (other === undefined) return;
  throw invalid(`Invalid region ${other} specified. Only ${own} is supported.`);
}

function isOk({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
