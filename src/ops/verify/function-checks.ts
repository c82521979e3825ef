import type { IAMClient } from '@aws-sdk/client-iam';
import {
  GetRolePolicyCommand,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { Json, StateResource, TerraformState } from '../state/state-file';
import { managed } from '../state/state-file';
import type { Check } from './check';
import { compareNamed, listed } from './check';

/**
 * What the epic asks of functions and of all that acts in the stage's name. Which those are, the
 * state knows: functions are added to the stage's stack from outside.
 */
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
    id: 'functions-in-vpc',
    criterion: 'Security: functions run in the VPC',
    expected: ({ state }) => `${functionsOf(state).length} functions`,
    check: async ({ clients }, { state, stage }) => {
      const names = functionsOf(state);
      if (names.length === 0) return { skipped: 'the stage has no functions' };
      if (stage.network.mode === 'none') return { skipped: 'the stage has no VPC' };
      const subnets = listed(texts(state.outputs.private_subnet_ids?.value));
      const found = await Promise.all(
        names.map(async (name) => {
          const command = new GetFunctionConfigurationCommand({ FunctionName: name });
          const { VpcConfig } = await clients.lambda.send(command);
          return [name, `in ${listed(VpcConfig?.SubnetIds)}`] as const;
        }),
      );
      const expected = new Map(names.map((name) => [name, `in ${subnets}`]));
      return compareNamed('functions', expected, new Map(found));
    },
  },
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

const functionsOf = (state: TerraformState): string[] =>
  ofType(state, 'aws_lambda_function').map(({ attributes }) => text(attributes.function_name));

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
    if (typeof value !== 'object' || value === null) return value;
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
