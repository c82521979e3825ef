import type { IAMClient } from '@aws-sdk/client-iam';
import {
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetFunctionCommand, type GetFunctionCommandOutput } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { values } from '../../synthesized/synthesized';
import { managed, type StateResource, type TerraformState } from '../../terraform/state/state-file';
import { ExactNumber, type Json } from '../../values/json';
import { eachCheck, unlessGone } from './attribute-checks';
import { compareNamed, counted, listed, type Check } from './check';
import type { Deployed } from './deployed';
import { applied } from './synthesized-resource';

/** Functions with their code, as Lambda has them. */
const FUNCTION = {
  noun: 'function',
  type: 'aws_lambda_function',
  name: 'function_name',
  aws: ({ clients }: Deployed, FunctionName: string) =>
    clients.lambda.send(new GetFunctionCommand({ FunctionName })),
} as const;

/** Names of environment variables, with what is wrong with each: their values are nothing for a log. */
function variables(
  found: Readonly<Record<string, string>> = {},
  wanted: Json | undefined,
): string[] {
  const own = new Map(Object.entries(wanted ?? {}));
  return Object.entries(found).map(([name, value]) => {
    if (own.get(name) === value) return name;
    return `${name} (${own.has(name) ? 'changed' : 'added'})`;
  });
}

/** What the epic asks of functions and of all that acts in the stage's name. */
export const FUNCTION_CHECKS: readonly Check[] = [
  {
    id: 'role-policies',
    criterion: 'Security: roles may do only what they were given',
    expected: ({ state }) => counted(rolesOf(state).size, 'role'),
    check: async ({ clients }, { state }) => {
      const roles = rolesOf(state);
      const found = await Promise.all(
        [...roles].map(
          async ([role, own]) =>
            [role, await unlessGone(policies(clients.iam, role, own))] as const,
        ),
      );
      return compareNamed(
        'role',
        new Map([...roles].map(([role, own]) => [role, listed([...own.keys()])])),
        new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined)),
      );
    },
  },
  eachCheck<GetFunctionCommandOutput>({
    id: 'functions-configuration',
    criterion: 'Functions: each is there, configured as in the code',
    ...FUNCTION,
    attributes: {
      runtime: ({ Configuration: found }) => found?.Runtime,
      architectures: ({ Configuration: found }) => found?.Architectures,
      memory_size: ({ Configuration: found }) => found?.MemorySize,
      timeout: ({ Configuration: found }) => found?.Timeout,
      reserved_concurrent_executions: ({ Concurrency: found }) =>
        found?.ReservedConcurrentExecutions,
      'dead_letter_config.target_arn': ({ Configuration: found }) =>
        found?.DeadLetterConfig?.TargetArn,
      'environment.variables': ({ Configuration: found }, [wanted]) =>
        variables(found?.Environment?.Variables, wanted),
      'ephemeral_storage.size': {
        by: ({ Configuration: found }) => found?.EphemeralStorage?.Size,
        default: 512,
      },
      'tracing_config.mode': {
        by: ({ Configuration: found }) => found?.TracingConfig?.Mode,
        default: 'PassThrough',
      },
    },
  }),
  eachCheck<GetFunctionCommandOutput>({
    id: 'functions-in-vpc',
    criterion: 'Security: functions run in the VPC',
    ...FUNCTION,
    noun: 'VPC function',
    which: (_name, { body }) => values(body, 'vpc_config').length > 0,
    attributes: {
      'vpc_config.subnet_ids': ({ Configuration: found }) => found?.VpcConfig?.SubnetIds,
    },
  }),
  eachCheck({
    id: 'functions-logs',
    criterion: 'Functions: each keeps its log as long as the stage says',
    noun: 'log group',
    type: 'aws_cloudwatch_log_group',
    name: 'name',
    which: (name) => name.startsWith('/aws/lambda/'),
    aws: async ({ clients }, logGroupNamePrefix) => {
      const command = new DescribeLogGroupsCommand({ logGroupNamePrefix });
      const { logGroups = [] } = await clients.logs.send(command);
      return logGroups.find(({ logGroupName }) => logGroupName === logGroupNamePrefix);
    },
    attributes: { retention_in_days: ({ retentionInDays }) => retentionInDays ?? 'forever' },
  }),
  eachCheck({
    id: 'functions-failures',
    criterion: 'Functions: failed events are kept, encrypted',
    noun: 'queue',
    type: 'aws_sqs_queue',
    name: 'name',
    aws: async ({ clients }, _name, { address }, { stage, state }) => {
      const QueueUrl = applied(state, address)?.id;
      if (typeof QueueUrl !== 'string') return undefined;
      const { Attributes } = await clients
        .monitoring(stage.region)
        .sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
      return Attributes;
    },
    attributes: {
      message_retention_seconds: ({ MessageRetentionPeriod }) => MessageRetentionPeriod,
      sqs_managed_sse_enabled: ({ SqsManagedSseEnabled }) => SqsManagedSseEnabled,
    },
  }),
];

/** By role: the policies that the stack gives it, by name, as they were applied. */
function rolesOf(state: TerraformState): Map<string, ReadonlyMap<string, string>> {
  const policiesOf = (role: string): Map<string, string> =>
    new Map(
      ofType(state, 'aws_iam_role_policy')
        .filter(({ attributes }) => attributes.role === role)
        .map(({ attributes }) => [text(attributes.name), canonical(text(attributes.policy))]),
    );
  const names = ofType(state, 'aws_iam_role').map(({ attributes }) => text(attributes.name));
  return new Map(names.map((name) => [name, policiesOf(name)]));
}

/** A role's policies by name, with what is wrong with each. */
async function policies(
  client: IAMClient,
  RoleName: string,
  own: ReadonlyMap<string, string>,
): Promise<string> {
  const found: string[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client }, { RoleName })) {
    for (const PolicyName of PolicyNames) {
      const command = new GetRolePolicyCommand({ RoleName, PolicyName });
      const { PolicyDocument = '' } = await client.send(command);
      const isOwn = own.get(PolicyName) === canonical(decodeURIComponent(PolicyDocument));
      found.push(
        isOwn ? PolicyName : `${PolicyName} (${own.has(PolicyName) ? 'changed' : 'added'})`,
      );
    }
  }
  const pages = paginateListAttachedRolePolicies({ client }, { RoleName });
  for await (const { AttachedPolicies = [] } of pages) {
    found.push(...AttachedPolicies.map(({ PolicyName = '?' }) => `${PolicyName} (attached)`));
  }
  return listed(found);
}

/** A policy document as text: order of keys and lists, and a list of one, are no difference. */
function canonical(document: string): string {
  const sorted = (value: Json): Json => {
    if (Array.isArray(value)) {
      const items = value.map(sorted);
      const [only] = items;
      return items.length === 1 && only !== undefined
        ? only
        : items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }
    if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  try {
    return JSON.stringify(sorted(JSON.parse(document) as Json));
  } catch {
    return document;
  }
}

const ofType = (state: TerraformState, wanted: string): StateResource[] =>
  managed(state).filter(({ type }) => type === wanted);

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
