import { find, isManaged, resourcesOf, surroundingsOf, type Answer, type Context } from './context';
import { newETag } from './ids';
import { page } from './paging';
import { bodyOf, type ResourceType } from './resource-type';
import {
  checkIfMatch,
  checkNotInUse,
  checkNotManaged,
  checkReferences,
  checkShape,
  checkUnique,
} from './rules';
import type { StoredResource } from '../store';
import type { XmlElement } from './xml';

/** Makes a resource from its configuration. */
export function create(context: Context, type: ResourceType, config: XmlElement): Answer {
  const resource = accept(context, type, config, undefined);
  return {
    ...answer(context, type, resource),
    status: 201,
    location: `${type.path}/${resource.id}`,
  };
}

/** The resource with everything CloudFront says of it. */
export function get(context: Context, type: ResourceType, id: string): Answer {
  return answer(context, type, find(context, type, id));
}

/** The configuration alone, as an update takes it. */
export function getConfig(context: Context, type: ResourceType, id: string): Answer {
  const { etag, config } = find(context, type, id);
  return { status: 200, etag, body: { root: `${type.element}Config`, content: config } };
}

/** Replaces the configuration, which must be made from the version in `If-Match`. */
export function update(
  context: Context,
  type: ResourceType,
  id: string,
  ifMatch: string | undefined,
  config: XmlElement,
): Answer {
  const previous = find(context, type, id);
  checkNotManaged(type, id, 'IllegalUpdate');
  checkIfMatch(previous, ifMatch);
  return answer(context, type, accept(context, type, config, previous));
}

/** Deletes a resource that nothing uses, with what belongs to it. */
export function remove(
  context: Context,
  type: ResourceType,
  id: string,
  ifMatch: string | undefined,
): Answer {
  const resource = find(context, type, id);
  checkNotManaged(type, id, 'IllegalDelete');
  checkIfMatch(resource, ifMatch);
  type.checkDelete?.(resource.config);
  checkNotInUse(context, type, id);
  const { account, accountId } = context;
  const kept = Object.entries(account.resources[type.path] ?? {}).filter(([key]) => key !== id);
  account.resources[type.path] = Object.fromEntries(kept);
  Reflect.deleteProperty(account.tags, arnOf(accountId, type, id));
  Reflect.deleteProperty(account.monitoringSubscriptions, id);
  Reflect.deleteProperty(account.invalidations, id);
  return { status: 204 };
}

/** One page of the type's resources; policies can be asked for by `Type`. */
export function listAll(context: Context, type: ResourceType, query: URLSearchParams): Answer {
  const wanted = query.get('Type');
  const kindOf = ({ id }: StoredResource): string => (isManaged(type, id) ? 'managed' : 'custom');
  const chosen = resourcesOf(context.account, type).filter(
    (resource) => !type.managed || wanted === null || kindOf(resource) === wanted,
  );
  const surroundings = surroundingsOf(context);
  const content = page(chosen, query, `${type.element}Summary`, (resource) => ({
    ...(type.managed && { Type: kindOf(resource) }),
    ...type.summarize(resource, surroundings),
  }));
  return { status: 200, body: { root: `${type.element}List`, content } };
}

/** The ARN that tags and policies name the resource by. */
export function arnOf(accountId: string, type: ResourceType, id: string): string {
  return `arn:aws:cloudfront::${accountId}:${type.path}/${id}`;
}

function accept(
  context: Context,
  type: ResourceType,
  config: XmlElement,
  previous: StoredResource | undefined,
): StoredResource {
  checkShape(type, config);
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

function answer(context: Context, type: ResourceType, resource: StoredResource): Answer {
  const content = bodyOf(type, resource, surroundingsOf(context));
  return { status: 200, etag: resource.etag, body: { root: type.element, content } };
}
