import { randomInt } from 'node:crypto';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import type { Account, Store, StoredResource } from '../store';
import type { XmlElement } from './xml';

/** What one operation works on. */
export interface Context {
  readonly moto: Moto;
  readonly store: Store;
  readonly types: readonly ResourceType[];
  readonly accountId: string;
  readonly account: Account;
  readonly now: Date;
}

/** Values that no two resources of the type may share. */
export interface UniqueKey {
  readonly keys: (config: XmlElement) => readonly string[];
  /** @default the type's `…AlreadyExists` */
  readonly code?: string;
  /** What the keys are, for the message. */
  readonly what: string;
  /** Whether other accounts' resources collide as well. @default false */
  readonly acrossAccounts?: boolean;
}

/** Ids of other resources in a configuration: they must exist, and cannot be deleted meanwhile. */
export interface Reference {
  /** The path of the type referred to. */
  readonly to: string;
  readonly ids: (config: XmlElement) => readonly string[];
  /** @default the referred type's `NoSuch…` with 404 */
  readonly missing?: { readonly code: string; readonly status: number };
}

/**
 * One kind of CloudFront resource. Element names and error codes follow from `element`, as AWS's do:
 * `CachePolicy` gives `CachePolicyConfig`, `CachePolicyList`, `CachePolicySummary`,
 * `NoSuchCachePolicy`, `CachePolicyAlreadyExists` and `CachePolicyInUse`.
 */
export interface ResourceType {
  /** The path below the API version, e.g. `cache-policy`. */
  readonly path: string;
  /** The XML element of the resource, e.g. `CachePolicy`. */
  readonly element: string;
  readonly newId: () => string;
  /** Whether an update is put to `/{id}` or to `/{id}/config`. */
  readonly updateAt: 'resource' | 'config';
  /** Elements a configuration cannot do without. */
  readonly required: readonly string[];
  readonly unique: readonly UniqueKey[];
  /** @default refers to nothing */
  readonly references?: readonly Reference[];
  /** Adds what CloudFront fills in. @default the configuration is kept as sent */
  readonly complete?: (config: XmlElement) => XmlElement;
  /** Throws for a configuration CloudFront refuses. @default accepts it */
  readonly check?: (config: XmlElement, previous: XmlElement | undefined) => void;
  /** Throws for a configuration that other services do not allow. @default asks none */
  readonly checkOutside?: (moto: Moto, accountId: string, config: XmlElement) => Promise<void>;
  /** Throws for a resource that cannot be deleted as it is. @default it can */
  readonly checkDelete?: (config: XmlElement) => void;
  /** What the resource's element holds around its id and configuration. */
  readonly describe: (resource: StoredResource, context: Context) => XmlElement;
  /** The resource's entry in a list. */
  readonly summarize: (resource: StoredResource, context: Context) => XmlElement;
}

/** The type in words, for messages: `cache policy`. */
export const wordsOf = ({ element }: ResourceType): string =>
  element.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();

/** The ARN that tags and policies name the resource by. */
export const arnOf = (
  accountId: string,
  { path }: Pick<ResourceType, 'path'>,
  id: string,
): string => `arn:aws:cloudfront::${accountId}:${path}/${id}`;

/** The account's resources of the type. */
export const resourcesOf = (
  account: Account,
  { path }: Pick<ResourceType, 'path'>,
): readonly StoredResource[] => Object.values(account.resources[path] ?? {});

/** The type with that path. */
export function typeAt(context: Context, path: string): ResourceType {
  const type = context.types.find((candidate) => candidate.path === path);
  if (!type) throw new Error(`no resource type has the path ${path}`);
  return type;
}

/** The resource, or the type's `NoSuch…`. */
export function find(context: Context, type: ResourceType, id: string): StoredResource {
  const found = resourcesOf(context.account, type).find((resource) => resource.id === id);
  if (found) return found;
  const message = `The specified ${wordsOf(type)} does not exist: ${id}.`;
  throw new AwsError(`NoSuch${type.element}`, 404, message);
}

const UPPERCASE_ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** An id as CloudFront makes them: the prefix and 13 characters, e.g. `EDFDVBD632BHDS`. */
export const prefixedId = (prefix: string): string =>
  prefix +
  Array.from(
    { length: 13 },
    () => UPPERCASE_ALPHANUMERIC[randomInt(UPPERCASE_ALPHANUMERIC.length)],
  ).join('');
