import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { policyStatements, type Statement } from '../../aws/bucket-policy';
import { eachCheck, NONE_IN_STAGE, unlessGone } from './attribute-checks';
import { compareNamed, counted, listed, type Check } from './check';
import { resourcesOf, textOf, valuesOf, type Stack } from './synthesized-resource';

/** What is asked of that which invokes functions. */
export const TRIGGER_CHECKS: readonly Check[] = [
  {
    id: 'functions-permissions',
    criterion: 'Security: functions are invoked by nobody but their triggers',
    expected: (context) => counted(permissions(context).size, 'function'),
    check: async ({ clients }, context) => {
      const wanted = permissions(context);
      if (wanted.size === 0) return NONE_IN_STAGE;
      const found = await Promise.all(
        [...wanted.keys()].map(async (FunctionName) => {
          const asked = clients.lambda.send(new GetPolicyCommand({ FunctionName }));
          const { Policy } = (await unlessGone(asked)) ?? {};
          return [FunctionName, listed(policyStatements(Policy).map(permissionText))] as const;
        }),
      );
      return compareNamed('function', wanted, new Map(found));
    },
  },
  {
    id: 'bucket-notifications',
    criterion: 'Functions: new objects invoke them',
    expected: (context) => listed(notifications(context)),
    check: async ({ clients, bucket }) => {
      const found = await clients.s3.send(new GetBucketNotificationConfigurationCommand(bucket));
      const all = [
        ...(found.LambdaFunctionConfigurations ?? []).map((one) => ({
          ...one,
          to: one.LambdaFunctionArn,
        })),
        ...(found.QueueConfigurations ?? []).map((one) => ({ ...one, to: one.QueueArn })),
        ...(found.TopicConfigurations ?? []).map((one) => ({ ...one, to: one.TopicArn })),
      ];
      return listed(
        all.map(({ to = '?', Events = [], Filter }) => {
          const part = (name: string): string =>
            Filter?.Key?.FilterRules?.find(({ Name = '' }) => Name.toLowerCase() === name)?.Value ??
            '';
          return notificationText(to, Events, part('prefix'), part('suffix'));
        }),
      );
    },
  },
  eachCheck({
    id: 'schedules',
    criterion: 'Functions: schedules are on',
    noun: 'schedule',
    type: 'aws_cloudwatch_event_rule',
    name: 'name',
    aws: ({ clients }, Name) => clients.events.send(new DescribeRuleCommand({ Name })),
    attributes: {
      schedule_expression: ({ ScheduleExpression }) => ScheduleExpression,
      state: { by: ({ State }) => State, default: 'ENABLED' },
    },
  }),
  eachCheck({
    id: 'schedules-targets',
    criterion: 'Functions: schedules invoke them',
    noun: 'schedule',
    type: 'aws_cloudwatch_event_target',
    name: 'rule',
    aws: async ({ clients }, Rule) => {
      const { Targets } = await clients.events.send(new ListTargetsByRuleCommand({ Rule }));
      return Targets;
    },
    attributes: { arn: (targets) => targets.map(({ Arn }) => Arn) },
  }),
];

/** By function: the permissions that the stack gives to others. */
function permissions(stack: Stack): Map<string, string> {
  const all = resourcesOf(stack, 'aws_lambda_permission').map((permission) => {
    const texts = (attribute: string): string[] =>
      valuesOf(permission, attribute, stack).map(String);
    return {
      of: textOf(permission, 'function_name', stack),
      text: permissionText({
        Effect: 'Allow',
        Principal: { Service: texts('principal') },
        Action: texts('action'),
        Condition: {
          ArnLike: { 'AWS:SourceArn': texts('source_arn') },
          StringEquals: { 'AWS:SourceAccount': texts('source_account') },
        },
      }),
    };
  });
  const functions = resourcesOf(stack, 'aws_lambda_function').map((one) =>
    textOf(one, 'function_name', stack),
  );
  return new Map(
    functions.map((name) => [
      name,
      listed(all.filter(({ of }) => of === name).map(({ text }) => text)),
    ]),
  );
}

/** A statement of a function's policy in a line, e.g. `Allow lambda:InvokeFunction to s3.amazonaws.com for …`. */
function permissionText({ Effect, Principal = '*', Action = [], Condition }: Statement): string {
  const principals = typeof Principal === 'string' ? [Principal] : Object.values(Principal).flat();
  const sources = Object.values(Condition)
    .flatMap((keys) => Object.entries(keys))
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => `${key.toLowerCase()} ${listed(values)}`);
  const what = `${Effect} ${listed(Action)} to ${listed(principals)}`;
  return sources.length === 0 ? what : `${what} for ${sources.sort().join(' and ')}`;
}

const notifications = (stack: Stack): string[] =>
  resourcesOf(stack, 'aws_s3_bucket_notification').flatMap((resource) =>
    valuesOf(resource, 'lambda_function', stack).map((body) => {
      const one = { ...resource, body };
      return notificationText(
        textOf(one, 'lambda_function_arn', stack),
        valuesOf(one, 'events', stack).map(String),
        textOf(one, 'filter_prefix', stack),
        textOf(one, 'filter_suffix', stack),
      );
    }),
  );

const notificationText = (
  to: string,
  events: readonly string[],
  prefix: string,
  suffix: string,
): string => `${listed(events)} of ${prefix}*${suffix} to ${to}`;
