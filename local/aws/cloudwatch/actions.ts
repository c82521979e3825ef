import { scopeOfArn, type Scope } from '../aws-request';
import type { Moto } from '../moto';
import { reasonOf } from '../reason';
import { isAllowed } from '../resource-policy';
import type { AnyAlarm } from './alarm';
import type { ActionResult } from './history';
import { notificationOf, type StateChange } from './notification';

const PRINCIPAL = 'cloudwatch.amazonaws.com';

const ACTIONS = {
  OK: 'OKActions',
  ALARM: 'AlarmActions',
  INSUFFICIENT_DATA: 'InsufficientDataActions',
} as const;

/** Does what the alarm shall do on its way into its new state, one action after the other. */
export async function runActions(
  moto: Moto,
  scope: Scope,
  change: StateChange,
): Promise<readonly ActionResult[]> {
  const { after, time } = change;
  if (after.ActionsEnabled !== true) return [];
  const results: ActionResult[] = [];
  for (const action of after[ACTIONS[after.StateValue]]) {
    const result = await runAction(moto, scope, action, change).catch((error: unknown) => ({
      error: reasonOf(error),
    }));
    results.push({ alarm: after, action, stateUpdated: time, result });
  }
  return results;
}

async function runAction(
  moto: Moto,
  scope: Scope,
  action: string,
  change: StateChange,
): Promise<ActionResult['result']> {
  if (!/^arn:[\w-]+:sns:/.test(action)) {
    return { error: 'The local AWS runs actions on SNS topics only.' };
  }
  const topicScope = scopeOfArn(scope, action);
  const error = await refusalToPublish(moto, { scope, topicScope }, change.after, action);
  if (error !== undefined) return { error };
  const { subject, message } = notificationOf(change, scope);
  const publication = { TopicArn: action, Subject: subject, Message: message };
  await moto.query(topicScope, 'sns', 'Publish', publication);
  return { published: message };
}

const NO_KEY =
  'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.';

/**
 * Why CloudWatch may not publish to the topic, in its own words: the topic's policy must allow
 * `sns:Publish`; the policy of the key that encrypts the topic, if one does, `kms:Decrypt` and
 * `kms:GenerateDataKey*`. The policy of `alias/aws/sns` never does and cannot be changed.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
async function refusalToPublish(
  moto: Moto,
  { scope, topicScope }: { readonly scope: Scope; readonly topicScope: Scope },
  alarm: AnyAlarm,
  topicArn: string,
): Promise<string | undefined> {
  const { Policy = '{}', KmsMasterKeyId = '' } = await topicAttributes(moto, topicScope, topicArn);
  const context = {
    'aws:SourceArn': alarm.AlarmArn,
    'aws:SourceAccount': scope.accountId,
    'aws:SourceOwner': scope.accountId,
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': PRINCIPAL,
  };
  const mayDo = (policy: string, action: string, resource: string): boolean =>
    isAllowed(policy, { service: PRINCIPAL, action, resource, context });
  if (!mayDo(Policy, 'sns:Publish', topicArn)) {
    return `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${topicArn}`;
  }
  if (KmsMasterKeyId === '') return undefined;
  const key = await encryptionKey(moto, topicScope, KmsMasterKeyId);
  const mayUse =
    key !== undefined &&
    ['kms:Decrypt', 'kms:GenerateDataKey'].every((action) => mayDo(key.policy, action, key.arn));
  return mayUse ? undefined : NO_KEY;
}

interface TopicAnswer {
  readonly GetTopicAttributesResponse: {
    readonly GetTopicAttributesResult: {
      readonly Attributes: { readonly entry: readonly { key: string; value: string }[] };
    };
  };
}

async function topicAttributes(
  moto: Moto,
  scope: Scope,
  TopicArn: string,
): Promise<Partial<Record<'Policy' | 'KmsMasterKeyId', string>>> {
  const answer = (await moto.query(scope, 'sns', 'GetTopicAttributes', {
    TopicArn,
  })) as TopicAnswer;
  const { entry } = answer.GetTopicAttributesResponse.GetTopicAttributesResult.Attributes;
  return Object.fromEntries(entry.map(({ key, value }) => [key, value]));
}

/** The key of that id, ARN or alias; undefined unless it can be used. */
async function encryptionKey(
  moto: Moto,
  scope: Scope,
  id: string,
): Promise<{ readonly arn: string; readonly policy: string } | undefined> {
  if (/(?:^|:)alias\/aws\//.test(id)) return undefined;
  const keyScope = id.startsWith('arn:') ? scopeOfArn(scope, id) : scope;
  const { KeyMetadata } = (await moto.json(keyScope, 'kms', 'DescribeKey', { KeyId: id })) as {
    readonly KeyMetadata: {
      readonly Arn: string;
      readonly KeyId: string;
      readonly KeyState: string;
    };
  };
  if (KeyMetadata.KeyState !== 'Enabled') return undefined;
  const input = { KeyId: KeyMetadata.KeyId, PolicyName: 'default' };
  const { Policy } = (await moto.json(keyScope, 'kms', 'GetKeyPolicy', input)) as {
    Policy: string;
  };
  return { arn: KeyMetadata.Arn, policy: Policy };
}
