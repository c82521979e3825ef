import { DescribeRuleCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetPolicyCommand } from '@aws-sdk/client-lambda';
import { GetBucketNotificationConfigurationCommand } from '@aws-sdk/client-s3';
import { policyStatements } from '../bucket-policy';
import { eachCheck, NONE_IN_STAGE, unlessGone } from './attribute-checks';
import type { Check } from './check';
import { compareNamed, counted, listed } from './check';
import type { Stack } from './synthesized-resource';
import { resourcesOf, textOf, valuesOf } from './synthesized-resource';

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
          return [FunctionName, listed(policyStatements(Policy).map(statementText))] as const;
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
    const text = (attribute: string): string => textOf(permission, attribute, stack);
    return {
      of: text('function_name'),
      text: permissionText('Allow', [text('principal')], [text('action')], {
        'aws:sourcearn': text('source_arn'),
        'aws:sourceaccount': text('source_account'),
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

const statementText = ({
  Effect,
  Principal = '*',
  Action = [],
  Condition,
}: ReturnType<typeof policyStatements>[number]): string =>
  permissionText(
    Effect,
    typeof Principal === 'string' ? [Principal] : Object.values(Principal).flat(),
    Action,
    Object.fromEntries(
      Object.values(Condition).flatMap((keys) =>
        Object.entries(keys).map(([key, values]) => [key.toLowerCase(), listed(values)]),
      ),
    ),
  );

function permissionText(
  effect: 'Allow' | 'Deny',
  principals: readonly string[],
  actions: readonly string[],
  conditions: Readonly<Record<string, string>>,
): string {
  const only = Object.entries(conditions).flatMap(([key, value]) =>
    value === '' ? [] : [`${key} ${value}`],
  );
  const what = `${effect} ${listed(principals)} ${listed(actions)}`;
  return only.length === 0 ? what : `${what} for ${only.sort().join(' and ')}`;
}

const notifications = (stack: Stack): string[] =>
  resourcesOf(stack, 'aws_s3_bucket_notification').flatMap((resource) =>
    valuesOf(resource, 'lambda_function', stack).map((attributes) => {
      const one = { ...resource, attributes };
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
