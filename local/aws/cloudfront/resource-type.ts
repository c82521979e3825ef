import type { Moto } from '../moto';
import type { StoredResource } from '../store';
import type { XmlElement } from './xml';

/** Where an operation happens. */
export interface Surroundings {
  readonly accountId: string;
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
  /** Error codes that do not follow from `element`. */
  readonly codes?: { readonly noSuch?: string; readonly exists?: string; readonly inUse?: string };
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
  readonly describe: (resource: StoredResource, surroundings: Surroundings) => XmlElement;
  /** The resource's entry in a list. */
  readonly summarize: (resource: StoredResource, surroundings: Surroundings) => XmlElement;
}

/** The type's error codes. */
export function codesOf(type: ResourceType): { noSuch: string; exists: string; inUse: string } {
  return {
    noSuch: type.codes?.noSuch ?? `NoSuch${type.element}`,
    exists: type.codes?.exists ?? `${type.element}AlreadyExists`,
    inUse: type.codes?.inUse ?? `${type.element}InUse`,
  };
}

/** The type in words, for messages: `cache policy`. */
export function wordsOf(type: ResourceType): string {
  return type.element.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase();
}

/** The resource's whole element. */
export function bodyOf(
  type: ResourceType,
  resource: StoredResource,
  surroundings: Surroundings,
): XmlElement {
  return {
    Id: resource.id,
    ...type.describe(resource, surroundings),
    [`${type.element}Config`]: resource.config,
  };
}
