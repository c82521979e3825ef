import { find, resourcesOf, type Context, type Result } from './context';
import { newETag } from './ids';
import { page } from './paging';
import { bodyOf, type ResourceType } from './resource-type';
import { checkIfMatch, checkNotInUse, checkReferences, checkShape, checkUnique } from './rules';
import type { StoredResource } from '../store';
import type { XmlElement } from './xml';

/** Makes a resource from its configuration. */
export async function create(
  context: Context,
  type: ResourceType,
  config: XmlElement,
): Promise<Result> {
  const resource = await accept(context, type, config, undefined);
  return {
    ...result(context, type, resource),
    status: 201,
    location: `${type.path}/${resource.id}`,
  };
}

/** The resource with everything CloudFront says of it. */
export function get(context: Context, type: ResourceType, id: string): Result {
  return result(context, type, find(context, type, id));
}

/** The configuration alone, as an update takes it. */
export function getConfig(context: Context, type: ResourceType, id: string): Result {
  const { etag, config } = find(context, type, id);
  return { status: 200, etag, body: { root: `${type.element}Config`, content: config } };
}

/** Replaces the configuration, which must be made from the version in `If-Match`. */
export async function update(
  context: Context,
  type: ResourceType,
  id: string,
  ifMatch: string | undefined,
  config: XmlElement,
): Promise<Result> {
  const previous = find(context, type, id);
  checkIfMatch(previous, ifMatch);
  return result(context, type, await accept(context, type, config, previous));
}

/** Deletes a resource that nothing uses, with what belongs to it. */
export function remove(
  context: Context,
  type: ResourceType,
  id: string,
  ifMatch: string | undefined,
): Result {
  const resource = find(context, type, id);
  checkIfMatch(resource, ifMatch);
  type.checkDelete?.(resource.config);
  checkNotInUse(context, type, id);
  const { account, accountId } = context;
  const kept = Object.entries(account.resources[type.path] ?? {}).filter(([key]) => key !== id);
  account.resources[type.path] = Object.fromEntries(kept);
  Reflect.deleteProperty(account.tags, arnOf(accountId, type, id));
  Reflect.deleteProperty(account.monitoringSubscriptions, id);
  return { status: 204 };
}

/** One page of the type's resources. */
export function listAll(context: Context, type: ResourceType, query: URLSearchParams): Result {
  const content = page(
    resourcesOf(context.account, type),
    query,
    `${type.element}Summary`,
    (resource) => type.summarize(resource, context),
  );
  return { status: 200, body: { root: `${type.element}List`, content } };
}

/** The ARN that tags and policies name the resource by. */
export function arnOf(accountId: string, type: ResourceType, id: string): string {
  return `arn:aws:cloudfront::${accountId}:${type.path}/${id}`;
}

async function accept(
  context: Context,
  type: ResourceType,
  config: XmlElement,
  previous: StoredResource | undefined,
): Promise<StoredResource> {
  checkShape(type, config);
  await type.checkOutside?.(context.moto, context.accountId, config);
  // From here on nothing is waited for: what was checked still holds when it is kept.
  type.check?.(config, previous?.config);
  checkUnique(context, type, config, previous?.id);
  checkReferences(context, type, config);
  const resource = {
    id: previous?.id ?? type.newId(),
    etag: newETag(),
    lastModifiedTime: context.now.toISOString(),
    config: type.complete?.(config) ?? config,
  };
  (context.account.resources[type.path] ??= {})[resource.id] = resource;
  return resource;
}

function result(context: Context, type: ResourceType, resource: StoredResource): Result {
  const content = bodyOf(type, resource, context);
  return { status: 200, etag: resource.etag, body: { root: type.element, content } };
}
