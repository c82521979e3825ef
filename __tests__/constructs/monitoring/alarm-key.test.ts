import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { describe, expect, it } from '@jest/globals';
import { AlarmKey, type AlarmKeyProps } from '../../../src/constructs/monitoring/alarm-key';
import { only, resolved, statements, synthesize, testStack } from '../../support/stack';

const props: AlarmKeyProps = { alias: 'alias/image-service-test-alarms', protection: 'disposable' };

describe('AlarmKey', () => {
  const stack = testStack();
  const { key } = new AlarmKey(stack, 'key', props);
  const synthesized = synthesize(stack);

  it('rotates and has a name', () => {
    expect(only(synthesized, 'aws_kms_key')).toMatchObject({ enable_key_rotation: true });
    expect(only(synthesized, 'aws_kms_alias')).toMatchObject({
      name: 'alias/image-service-test-alarms',
      target_key_id: resolved(stack, key.keyId),
    });
  });

  it.each([
    { protection: 'disposable', days: 7 },
    { protection: 'protected', days: 30 },
  ] as const)('can be had back for $days days when $protection', ({ protection, days }) => {
    const other = testStack();
    new AlarmKey(other, 'key', { ...props, protection });
    expect(only(synthesize(other), 'aws_kms_key').deletion_window_in_days).toBe(days);
  });

  it("lets this account's CloudWatch use it, and the account administer it", () => {
    expect(statements(synthesized)).toEqual({
      AllowCloudWatchToEncrypt: {
        sid: 'AllowCloudWatchToEncrypt',
        principals: [{ type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] }],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        condition: [
          {
            test: 'StringEquals',
            variable: 'aws:SourceAccount',
            values: [expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/)],
          },
        ],
      },
      AllowAccountToAdminister: {
        sid: 'AllowAccountToAdminister',
        principals: [
          {
            type: 'AWS',
            identifiers: [
              expect.stringMatching(
                /^arn:\$\{data\.aws_partition\..*\.partition\}:iam::\$\{data\.aws_caller_identity\..*\.account_id\}:root$/,
              ),
            ],
          },
        ],
        actions: ['kms:*'],
        resources: ['*'],
      },
    });
    expect(only(synthesized, 'aws_kms_key').policy).toMatch(
      /^\$\{data\.aws_iam_policy_document\.key_policy_.*\.json\}$/,
    );
  });

  it('is where its provider is', () => {
    const elsewhere = testStack();
    const provider = new AwsProvider(elsewhere, 'p', { region: 'us-east-1', alias: 'us-east-1' });
    new AlarmKey(elsewhere, 'key', { ...props, provider });
    const { resource } = synthesize(elsewhere);
    const resources = Object.values(resource).flatMap((ofType) => Object.values(ofType));
    expect(resources.map((found) => found.provider)).toEqual(['aws.us-east-1', 'aws.us-east-1']);
  });
});
