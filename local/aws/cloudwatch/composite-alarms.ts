import { z } from 'zod';
import { tagList, tagsOf, type Input } from '../input';
import { readAlarms, UNCHECKED, type CompositeAlarm } from './alarm';
import { compositesOf, evaluateComposite, record, type AlarmsIn } from './change-state';
import { alarmsOfRule } from './evaluation/alarm-rule';
import { configurationUpdate } from './history';
import { invalid } from './invalid';
import { truth } from './metric-input';
import { checked, list, listOf } from './protocols';

const tags = listOf(z.object({ Key: z.string(), Value: z.string() }));

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const compositeInput = z.object({
  AlarmName: z.string(),
  AlarmRule: z.string(),
  AlarmDescription: z.string().optional(),
  ActionsEnabled: truth.default(true),
  AlarmActions: list.default([]),
  OKActions: list.default([]),
  InsufficientDataActions: list.default([]),
  Tags: tags.default([]),
  ActionsSuppressor: z.undefined({ error: 'The local AWS does not suppress actions.' }).optional(),
});

/** PutCompositeAlarm: an alarm that is put again keeps its state until its rule is evaluated. */
export async function putCompositeAlarm(
  alarms: AlarmsIn,
  { Tags, ActionsSuppressor: _none, ...input }: z.infer<typeof compositeInput>,
  now: Date,
): Promise<void> {
  const { AlarmName: name } = input;
  const { accountId, region } = alarms.scope;
  await checkRule(alarms, input.AlarmRule);
  const composites = compositesOf(alarms);
  const before = composites[name];
  const seconds = now.getTime() / 1000;
  const alarm: CompositeAlarm = {
    ...{ ...UNCHECKED, StateUpdatedTimestamp: seconds, StateTransitionedTimestamp: seconds },
    ...before?.alarm,
    // What is not given again is gone.
    AlarmDescription: undefined,
    ...input,
    AlarmArn: `arn:aws:cloudwatch:${region}:${accountId}:alarm:${name}`,
    AlarmConfigurationUpdatedTimestamp: seconds,
  };
  composites[name] = { alarm, tags: before?.tags ?? tagsOf(Tags) };
  const verb = before ? 'updated' : 'created';
  record(alarms, configurationUpdate(verb, alarm, before?.alarm), now);
  await evaluateComposite(alarms, name, verb, now);
}

/** The metric alarms of a rule exist. */
async function checkRule(alarms: AlarmsIn, rule: string): Promise<void> {
  const names = alarmsOfRule(rule);
  const found = await readAlarms(alarms, names);
  const missing = names.filter((name) => found.every(({ AlarmName }) => AlarmName !== name));
  if (missing.length === 0) return;
  throw invalid(
    `Could not save the composite alarm as alarms [${missing.join(', ')}] in the alarm rule do not exist`,
  );
}

const tagInput = z.object({
  ResourceARN: z.string(),
  Tags: tags.default([]),
  TagKeys: list.default([]),
});

/** An operation on the tags of a composite alarm; undefined leaves it to moto. */
export function compositeTags(
  alarms: AlarmsIn,
  operation: 'ListTagsForResource' | 'TagResource' | 'UntagResource',
  sent: Input,
): Readonly<Record<string, unknown>> | undefined {
  const { ResourceARN, Tags, TagKeys } = checked(tagInput, sent);
  const composites = compositesOf(alarms);
  const found = Object.entries(composites).find(([, { alarm }]) => alarm.AlarmArn === ResourceARN);
  if (found === undefined) return undefined;
  const [name, kept] = found;
  if (operation === 'ListTagsForResource') return { Tags: tagList(kept.tags) };
  const left = Object.entries(kept.tags).filter(([key]) => !TagKeys.includes(key));
  composites[name] = { ...kept, tags: { ...Object.fromEntries(left), ...tagsOf(Tags) } };
  return {};
}

/** @throws AwsError where more than one composite alarm would be deleted at once. */
export function checkDeletion(alarms: AlarmsIn, names: readonly string[]): void {
  const composites = names.filter((name) => name in compositesOf(alarms));
  if (composites.length <= 1) return;
  throw invalid('At most one composite alarm can be deleted at once.');
}
