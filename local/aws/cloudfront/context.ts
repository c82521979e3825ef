import { AwsError } from '../errors';
import type { Moto } from '../moto';
import { codesOf, wordsOf, type ResourceType, type Surroundings } from './resource-type';
import type { Account, Store, StoredResource } from '../store';

/** What one operation works on. */
export interface Context extends Surroundings {
  readonly moto: Moto;
  readonly store: Store;
  readonly types: readonly ResourceType[];
  readonly account: Account;
}

/** A result: the root element's name and content when there is a body. */
export interface Result {
  readonly status: number;
  readonly etag?: string;
  /** The path of what was created. */
  readonly location?: string;
  readonly body?: { readonly root: string; readonly content: StoredResource['config'] };
}

/** The account's resources of the type. */
export function resourcesOf(account: Account, type: ResourceType): readonly StoredResource[] {
  return Object.values(account.resources[type.path] ?? {});
}

/** The resource, or the type's `NoSuch…`. */
export function find(context: Context, type: ResourceType, id: string): StoredResource {
  const found = resourcesOf(context.account, type).find((resource) => resource.id === id);
  if (found) return found;
  throw new AwsError(
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
