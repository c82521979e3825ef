import { DeleteRetentionPolicyCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DisableRuleCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  DeleteFunctionCommand,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { PutBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { StageClients } from './stage-clients';

/** A change by hand, and what `ops verify` then finds. */
interface FunctionBreak {
  readonly change: (clients: StageClients) => Promise<unknown>;
  readonly found: string | RegExp;
}

const named = (name: string): string => `image-service-dev-${name}`;
const arn = (service: string, rest: string): string =>
  `arn:aws:${service}:us-east-1:123456789012:${rest}`;

const hello = { FunctionName: named('hello') };
const statement = { Effect: 'Allow', Action: '*', Resource: '*' };
const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

/** By the check's id, of a stage with `EVERY_FUNCTION`. */
export const FUNCTION_BREAKS: Readonly<Record<string, FunctionBreak>> = {
  'role-policies': {
    change: async ({ iam }) => {
      const of = { RoleName: named('hello') };
      await iam.send(new PutRolePolicyCommand({ ...of, PolicyName: 'function', PolicyDocument }));
      await iam.send(new PutRolePolicyCommand({ ...of, PolicyName: 'more', PolicyDocument }));
      const { Policy } = await iam.send(
        new CreatePolicyCommand({ PolicyName: 'everything', PolicyDocument }),
      );
      await iam.send(new AttachRolePolicyCommand({ ...of, PolicyArn: Policy?.Arn }));
      const gone = { RoleName: named('resize') };
      await iam.send(new DeleteRolePolicyCommand({ ...gone, PolicyName: 'function' }));
      await iam.send(new DeleteRoleCommand(gone));
    },
    found:
      '3 of 5 roles; missing: image-service-dev-resize; image-service-dev-hello has everything (attached), function (changed), more (added)',
  },
  'functions-configuration': {
    change: async ({ lambda }) => {
      await lambda.send(
        new UpdateFunctionConfigurationCommand({
          ...hello,
          Runtime: 'nodejs20.x',
          MemorySize: 128,
          Timeout: 3,
          EphemeralStorage: { Size: 1024 },
          TracingConfig: { Mode: 'Active' },
          DeadLetterConfig: { TargetArn: arn('sqs', named('resize-failures')) },
          Environment: { Variables: { TABLE_NAME: 'other', SECRET: 'secret' } },
        }),
      );
      await lambda.send(
        new PutFunctionConcurrencyCommand({ ...hello, ReservedConcurrentExecutions: 5 }),
      );
      await lambda.send(new DeleteFunctionCommand({ FunctionName: named('nightly') }));
    },
    found: `2 of 4 functions; missing: image-service-dev-nightly; image-service-dev-hello has ${[
      'runtime nodejs20.x instead of nodejs22.x',
      'memory_size 128 instead of 256',
      'timeout 3 instead of 10',
      'reserved_concurrent_executions 5 instead of none',
      `dead_letter_config.target_arn ${arn('sqs', named('resize-failures'))} instead of none`,
      'environment.variables SECRET (added), TABLE_NAME (changed) instead of NODE_OPTIONS, TABLE_NAME',
      'ephemeral_storage.size 1024 instead of 512',
      'tracing_config.mode Active instead of PassThrough',
    ].join(', ')}`,
  },
  'functions-in-vpc': {
    change: ({ lambda }) =>
      lambda.send(
        new UpdateFunctionConfigurationCommand({
          ...hello,
          VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
        }),
      ),
    found:
      /^2 of 3 VPC functions; image-service-dev-hello has vpc_config\.subnet_ids none instead of subnet-\w+, subnet-\w+$/,
  },
  'functions-logs': {
    change: ({ logs }) =>
      logs.send(
        new DeleteRetentionPolicyCommand({ logGroupName: `/aws/lambda/${named('hello')}` }),
      ),
    found:
      '3 of 4 log groups; /aws/lambda/image-service-dev-hello has retention_in_days forever instead of 14',
  },
  'functions-failures': {
    change: async ({ sqs }) => {
      const { QueueUrl } = await sqs.send(
        new GetQueueUrlCommand({ QueueName: named('nightly-failures') }),
      );
      const Attributes = { MessageRetentionPeriod: '60', SqsManagedSseEnabled: 'false' };
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
    },
    found:
      '1 of 2 queues; image-service-dev-nightly-failures has message_retention_seconds 60 instead of 1209600, sqs_managed_sse_enabled false instead of true',
  },
  'functions-permissions': {
    change: ({ lambda }) =>
      lambda.send(
        new AddPermissionCommand({
          FunctionName: named('resize'),
          StatementId: 'everybody',
          Action: 'lambda:InvokeFunction',
          Principal: 's3.amazonaws.com',
          SourceArn: 'arn:aws:s3:::other',
        }),
      ),
    // One is gone with its function.
    found:
      '2 of 4 functions; image-service-dev-nightly has none; image-service-dev-resize has Allow lambda:InvokeFunction to s3.amazonaws.com for aws:sourceaccount 123456789012 and aws:sourcearn arn:aws:s3:::images-lego-moc-dev, Allow lambda:InvokeFunction to s3.amazonaws.com for aws:sourcearn arn:aws:s3:::other',
  },
  'bucket-notifications': {
    change: ({ s3 }) =>
      s3.send(
        new PutBucketNotificationConfigurationCommand({
          Bucket: 'images-lego-moc-dev',
          NotificationConfiguration: {
            LambdaFunctionConfigurations: [
              {
                LambdaFunctionArn: arn('lambda', `function:${named('resize')}`),
                Events: ['s3:ObjectRemoved:*'],
                Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'in/' }] } },
              },
            ],
            QueueConfigurations: [
              { QueueArn: arn('sqs', named('resize-failures')), Events: ['s3:ObjectCreated:*'] },
            ],
          },
        }),
      ),
    found: `s3:ObjectCreated:* of * to ${arn('sqs', named('resize-failures'))}, s3:ObjectRemoved:* of in/* to ${arn('lambda', `function:${named('resize')}`)}`,
  },
  schedules: {
    change: async ({ events }) => {
      await events.send(
        new PutRuleCommand({ Name: named('nightly'), ScheduleExpression: 'rate(2 days)' }),
      );
      await events.send(new DisableRuleCommand({ Name: named('nightly') }));
    },
    found:
      '0 of 1 schedule; image-service-dev-nightly has schedule_expression rate(2 days) instead of cron(0 4 * * ? *), state DISABLED instead of ENABLED',
  },
  'schedules-targets': {
    change: ({ events }) =>
      events.send(
        new PutTargetsCommand({
          Rule: named('nightly'),
          Targets: [{ Id: 'more', Arn: arn('lambda', `function:${named('hello')}`) }],
        }),
      ),
    found: `0 of 1 schedule; image-service-dev-nightly has arn ${arn('lambda', `function:${named('hello')}`)}, ${arn('lambda', `function:${named('nightly')}`)} instead of ${arn('lambda', `function:${named('nightly')}`)}`,
  },
};
