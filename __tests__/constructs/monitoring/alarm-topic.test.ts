import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import { AlarmTopic, type AlarmTopicProps } from '../../../src/constructs/monitoring/alarm-topic';
import type { SynthesizedStack } from '../../support/stack';
import { only, resolved, statements, synthesize, testStack } from '../../support/stack';

const props: AlarmTopicProps = {
  topicName: 'image-service-test-alarms',
  keyAlias: 'alias/image-service-test-alarms',
};

function synth(overrides: Partial<AlarmTopicProps> = {}): SynthesizedStack {
  const stack = testStack();
  new AlarmTopic(stack, 'alarms', { ...props, ...overrides });
  return synthesize(stack);
}

describe('AlarmTopic', () => {
  const stack = testStack();
  const alarms = new AlarmTopic(stack, 'alarms', props);
  const synthesized = synthesize(stack);
  const thisAccount = {
    test: 'StringEquals',
    variable: 'aws:SourceAccount',
    values: [expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/)],
  };

  it('is encrypted by the key that it is given', () => {
    expect(only(synthesized, 'aws_sns_topic')).toMatchObject({
      name: 'image-service-test-alarms',
      kms_master_key_id: 'alias/image-service-test-alarms',
    });
    expect(Object.keys(synthesized.resource)).toEqual(['aws_sns_topic', 'aws_sns_topic_policy']);
  });

  it("is published to by this account's CloudWatch, and by nobody without TLS", () => {
    const { AllowCloudWatchToPublish, DenyPlainHttp } = statements(synthesized);
    expect(AllowCloudWatchToPublish).toEqual({
      sid: 'AllowCloudWatchToPublish',
      principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
      actions: ['sns:Publish'],
      resources: [resolved(stack, alarms.topic.arn)],
      condition: [thisAccount],
    });
    expect(DenyPlainHttp).toEqual({
      sid: 'DenyPlainHttp',
      effect: 'Deny',
      principals: [{ type: '*', identifiers: ['*'] }],
      actions: ['sns:Publish'],
      resources: [resolved(stack, alarms.topic.arn)],
      condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
    });
  });

  it('has the policy that these statements are in', () => {
    expect(only(synthesized, 'aws_sns_topic_policy')).toMatchObject({
      arn: resolved(stack, alarms.topic.arn),
      policy: expect.stringMatching(
        /^\$\{data\.aws_iam_policy_document\.alarms_topic-policy-document_.*\.json\}$/,
      ),
    });
  });

  it('tells nobody by e-mail unless it is given addresses', () => {
    expect(synthesized.resource).not.toHaveProperty('aws_sns_topic_subscription');
    const told = synth({ emails: ['a@team.example', 'b@team.example'] });
    expect(only(told, 'aws_sns_topic_subscription')).toMatchObject({
      for_each: '${toset(["a@team.example", "b@team.example"])}',
      protocol: 'email',
      endpoint: '${each.value}',
    });
  });

  it('is wholly where its provider is', () => {
    const elsewhere = testStack();
    const provider = new AwsProvider(elsewhere, 'aws-us-east-1', {
      region: 'us-east-1',
      alias: 'us-east-1',
    });
    new AlarmTopic(elsewhere, 'alarms', { ...props, emails: ['a@team.example'], provider });
    const { resource } = synthesize(elsewhere);
    const resources = Object.values(resource).flatMap((ofType) => Object.values(ofType));
    expect(resources).toHaveLength(3);
    for (const found of resources) expect(found.provider).toBe('aws.us-east-1');
  });
});
