import { z } from 'zod';
import { scopeOfArn, type Scope } from '../aws-request';
import type { JsonService, Moto, QueryService } from '../moto';
import { isAllowed } from '../resource-policy';
import type { Alarm } from './alarm';

const CLOUDWATCH = 'cloudwatch.amazonaws.com';
export const SNS: QueryService = { service: 'sns', version: '2010-03-31' };
const KMS: JsonService = { service: 'kms', targetPrefix: 'TrentService', version: '1.1' };

const NO_KEY =
  'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.';

/**
 * Why CloudWatch may not publish to the topic, in its own words: the topic's policy must allow
 * `sns:Publish`; the policy of the key that encrypts the topic, if one does, `kms:Decrypt` and
 * `kms:GenerateDataKey*`. The policy of `alias/aws/sns` never does and cannot be changed.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export async function refusalToPublish(
  moto: Moto,
  scope: Scope,
  alarm: Alarm,
  topicArn: string,
): Promise<string | undefined> {
  const topicScope = scopeOfArn(scope, topicArn);
  const { Policy, KmsMasterKeyId = '' } = await topicAttributes(moto, topicScope, topicArn);
  const context = {
    'aws:SourceArn': alarm.AlarmArn,
    'aws:SourceAccount': scope.accountId,
    'aws:SourceOwner': scope.accountId,
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': 'true',
    'aws:PrincipalServiceName': CLOUDWATCH,
  };
  const publish = { service: CLOUDWATCH, action: 'sns:Publish', resource: topicArn, context };
  if (!isAllowed(Policy, publish)) {
    return `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${topicArn}`;
  }
  if (KmsMasterKeyId === '') return undefined;
  const key = await encryptionKey(moto, topicScope, KmsMasterKeyId);
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const mayUse =
    key !== undefined &&
    actions.every((action) =>
      isAllowed(key.policy, { service: CLOUDWATCH, action, resource: key.arn, context }),
    );
  return mayUse ? undefined : NO_KEY;
}

const topicAnswer = z.object({
  GetTopicAttributesResponse: z.object({
    GetTopicAttributesResult: z.object({
      Attributes: z.object({ entry: z.array(z.object({ key: z.string(), value: z.string() })) }),
    }),
  }),
});

const attributes = z.object({ Policy: z.string(), KmsMasterKeyId: z.string().optional() });

async function topicAttributes(
  moto: Moto,
  scope: Scope,
  topicArn: string,
): Promise<z.infer<typeof attributes>> {
  const answer = await moto.query(scope, SNS, 'GetTopicAttributes', { TopicArn: topicArn });
  const { GetTopicAttributesResult } = topicAnswer.parse(answer).GetTopicAttributesResponse;
  const { entry } = GetTopicAttributesResult.Attributes;
  return attributes.parse(Object.fromEntries(entry.map(({ key, value }) => [key, value])));
}

const description = z.object({
  KeyMetadata: z.object({ Arn: z.string(), KeyId: z.string(), KeyState: z.string() }),
});

/** The key of that id, ARN or alias; undefined unless it can be used. */
async function encryptionKey(
  moto: Moto,
  scope: Scope,
  id: string,
): Promise<{ readonly arn: string; readonly policy: string } | undefined> {
  if (/(?:^|:)alias\/aws\//.test(id)) return undefined;
  const keyScope = id.startsWith('arn:') ? scopeOfArn(scope, id) : scope;
  const call = (operation: string, input: object): Promise<unknown> =>
    moto.json(keyScope, KMS, operation, input);
  const { KeyMetadata } = description.parse(await call('DescribeKey', { KeyId: id }));
  if (KeyMetadata.KeyState !== 'Enabled') return undefined;
  const input = { KeyId: KeyMetadata.KeyId, PolicyName: 'default' };
  const { Policy } = z.object({ Policy: z.string() }).parse(await call('GetKeyPolicy', input));
  return { arn: KeyMetadata.Arn, policy: Policy };
}
