import { CloudFrontError } from './errors';
import { codesOf, wordsOf, type ResourceType, type Surroundings } from './resource-type';
import type { Account, Store, StoredResource } from '../store';

/** What one operation works on. */
export interface Context {
  readonly store: Store;
  readonly types: readonly ResourceType[];
  readonly accountId: string;
  readonly account: Account;
  readonly now: Date;
}

/** An answer: the root element's name and content when there is a body. */
export interface Answer {
  readonly status: number;
  readonly etag?: string;
  /** The path of what was created. */
  readonly location?: string;
  readonly body?: { readonly root: string; readonly content: StoredResource['config'] };
}

/** A managed resource was made before everything else and never changes. */
const MANAGED = { lastModifiedTime: '1970-01-01T00:00:00Z', etag: 'E23ZP02F085DFQ' };

/** The time an invalidation takes. */
const INVALIDATION_MS = 1000;

/** The account's resources of the type, managed ones first. */
export function resourcesOf(account: Account, type: ResourceType): readonly StoredResource[] {
  const managed = (type.managed ?? []).map((resource) => ({ ...resource, ...MANAGED }));
  return [...managed, ...Object.values(account.resources[type.path] ?? {})];
}

/** The resource, or the type's `NoSuch…`. */
export function find(context: Context, type: ResourceType, id: string): StoredResource {
  const found = resourcesOf(context.account, type).find((resource) => resource.id === id);
  if (found) return found;
  throw new CloudFrontError(
    codesOf(type).noSuch,
    404,
    `The specified ${wordsOf(type)} does not exist: ${id}.`,
  );
}

/** The type with that path. */
export function typeAt(context: Context, path: string): ResourceType {
  const type = context.types.find((candidate) => candidate.path === path);
  if (!type) throw new Error(`no resource type has the path ${path}`);
  return type;
}

/** Whether the resource is one of AWS's own. */
export function isManaged(type: ResourceType, id: string): boolean {
  return type.managed?.some((resource) => resource.id === id) ?? false;
}

/** Whether an invalidation made at that time has reached the edge. */
export function invalidationStatus(createTime: string, now: Date): 'InProgress' | 'Completed' {
  return now.getTime() - Date.parse(createTime) < INVALIDATION_MS ? 'InProgress' : 'Completed';
}

/** What a type's own functions may know of the operation. */
export function surroundingsOf(context: Context): Surroundings {
  return {
    accountId: context.accountId,
    now: context.now,
    invalidationsInProgress: (distributionId) =>
      (context.account.invalidations[distributionId] ?? []).filter(
        ({ createTime }) => invalidationStatus(createTime, context.now) === 'InProgress',
      ).length,
  };
}
