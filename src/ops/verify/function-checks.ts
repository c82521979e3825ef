import type { IAMClient } from '@aws-sdk/client-iam';
import {
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionConfigurationCommand,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import type { StateResource, TerraformState } from '../state/state-file';
import { managed } from '../state/state-file';
import type { Json } from '../values/json';
import { ExactNumber } from '../values/json';
import type { Check } from './check';
import { compareNamed, listed } from './check';
import type { Deployed } from './deployed';
import type { ExpectedFunction, ExpectedStage } from './expected-stage';

/** What the epic asks of functions and of all that acts in the stage's name. */
export const FUNCTION_CHECKS: readonly Check[] = [
  {
    id: 'role-policies',
    criterion: 'Security: roles may do only what they were given',
    expected: ({ state }) => `${rolesOf(state).size} roles`,
    check: async ({ clients }, { state }) => {
      const roles = rolesOf(state);
      const found = await Promise.all(
        [...roles].map(
          async ([role, own]) => [role, await policies(clients.iam, role, own)] as const,
        ),
      );
      return compareNamed(
        'roles',
        new Map([...roles].map(([role, own]) => [role, listed([...own.keys()])])),
        new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined)),
      );
    },
  },
  {
    id: 'functions-configuration',
    criterion: 'Functions: each is there, with its runtime, memory and time',
    expected: ({ expected }) => `${expected.functions.length} functions`,
    check: async (deployed, { expected: { functions } }) => {
      if (functions.length === 0) return NO_FUNCTIONS;
      const found = await configurations(deployed, functions);
      return compareNamed(
        'functions',
        new Map(functions.map((one) => [one.function_name, configured(one)])),
        mapValues(found, (one) =>
          configured({
            runtime: one.Runtime ?? 'none',
            architectures: one.Architectures ?? [],
            memory_size: one.MemorySize ?? 0,
            timeout: one.Timeout ?? 0,
          }),
        ),
      );
    },
  },
  {
    id: 'functions-in-vpc',
    criterion: 'Security: functions run in the VPC',
    expected: ({ expected }) => `${inVpc(expected).length} functions`,
    check: async (deployed, { expected, state, stage }) => {
      if (stage.network.mode === 'none') return { skipped: 'the stage has no VPC' };
      const functions = inVpc(expected);
      if (functions.length === 0) return { skipped: 'the stage has no functions in its VPC' };
      const subnets = listed(texts(state.outputs.private_subnet_ids?.value));
      const found = await configurations(deployed, functions);
      return compareNamed(
        'functions',
        new Map(functions.map((one) => [one.function_name, `in ${subnets}`])),
        mapValues(found, ({ VpcConfig }) => `in ${listed(VpcConfig?.SubnetIds)}`),
      );
    },
  },
  {
    id: 'functions-logs',
    criterion: 'Functions: each keeps its log as long as the stage says',
    expected: ({ expected }) => `${expected.functions.length} log groups`,
    check: async ({ clients }, { expected: { functions } }) => {
      if (functions.length === 0) return NO_FUNCTIONS;
      const found = await Promise.all(
        functions.map(async ({ function_name: name }) => {
          const logGroupNamePrefix = logGroupOf(name);
          const command = new DescribeLogGroupsCommand({ logGroupNamePrefix });
          const { logGroups = [] } = await clients.logs.send(command);
          const group = logGroups.find((one) => one.logGroupName === logGroupNamePrefix);
          return [logGroupNamePrefix, group && kept(group.retentionInDays)] as const;
        }),
      );
      return compareNamed(
        'log groups',
        new Map(
          functions.map((one) => [logGroupOf(one.function_name), kept(one.logRetentionDays)]),
        ),
        new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined)),
      );
    },
  },
];

const NO_FUNCTIONS = { skipped: 'the stage has no functions' };

const inVpc = ({ functions }: ExpectedStage): ExpectedFunction[] =>
  functions.filter(({ isInVpc }) => isInVpc);

const logGroupOf = (functionName: string): string => `/aws/lambda/${functionName}`;

const kept = (days: number | undefined): string =>
  days === undefined ? 'kept forever' : `kept ${days} days`;

function configured({
  runtime,
  architectures,
  memory_size: memory,
  timeout,
}: Pick<ExpectedFunction, 'architectures' | 'memory_size' | 'runtime' | 'timeout'>): string {
  return `${runtime} on ${listed(architectures)} with ${memory} MB for ${timeout} s`;
}

/** The functions that are there, by name, as Lambda has them. */
async function configurations(
  { clients }: Deployed,
  functions: readonly ExpectedFunction[],
): Promise<Map<string, FunctionConfiguration>> {
  const found = await Promise.all(
    functions.map(async ({ function_name: FunctionName }) => {
      try {
        const command = new GetFunctionConfigurationCommand({ FunctionName });
        return [FunctionName, await clients.lambda.send(command)] as const;
      } catch (error) {
        if ((error as Error).name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    }),
  );
  return new Map(found.filter((entry) => entry !== undefined));
}

const mapValues = <T>(of: ReadonlyMap<string, T>, text: (value: T) => string) =>
  new Map([...of].map(([name, value]) => [name, text(value)]));

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

/** A role's policies by name, with what is wrong with each; undefined when the role is gone. */
async function policies(
  client: IAMClient,
  role: string,
  own: ReadonlyMap<string, string>,
): Promise<string | undefined> {
  const RoleName = role;
  const found: string[] = [];
  try {
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
  } catch (error) {
    if ((error as Error).name === 'NoSuchEntityException') return undefined;
    throw error;
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

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
