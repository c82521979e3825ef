import { scopeOfArn, type Scope } from '../aws-request';
import type { Moto } from '../moto';
import { reasonOf } from '../reason';
import { actionsOf, type Alarm } from './alarm';
import type { ActionResult } from './history';
import { notificationOf } from './notification';
import { refusalToPublish, SNS } from './topic-access';

/** An alarm's change of state. */
export interface StateChange {
  readonly before: Alarm;
  readonly after: Alarm;
  readonly time: Date;
}

/** Does what the alarm shall do on its way into its new state, one action after the other. */
export async function runActions(
  moto: Moto,
  scope: Scope,
  { before, after, time }: StateChange,
): Promise<readonly ActionResult[]> {
  if (!after.ActionsEnabled) return [];
  const results: ActionResult[] = [];
  for (const action of actionsOf(after, after.StateValue)) {
    const result = await run(moto, scope, action, { before, after, time }).catch(
      (error: unknown) => ({
        error: reasonOf(error),
      }),
    );
    results.push({ alarmName: after.AlarmName, action, stateUpdated: time, result });
  }
  return results;
}

async function run(
  moto: Moto,
  scope: Scope,
  action: string,
  { before, after, time }: StateChange,
): Promise<ActionResult['result']> {
  if (!/^arn:[\w-]+:sns:/.test(action)) {
    return { error: 'The local AWS runs actions on SNS topics only.' };
  }
  const error = await refusalToPublish(moto, scope, after, action);
  if (error !== undefined) return { error };
  const { subject, message } = notificationOf({
    alarm: after,
    oldState: before.StateValue,
    accountId: scope.accountId,
    region: scope.region,
    time,
  });
  const topicScope = scopeOfArn(scope, action);
  const publication = { TopicArn: action, Subject: subject, Message: message };
  await moto.query(topicScope, SNS, 'Publish', publication);
  return { published: message };
}
