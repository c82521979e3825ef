import { isDeepStrictEqual } from 'node:util';
import { AwsError } from '../errors';
import { tagList } from '../input';
import type { StoredResource } from '../store';
import {
  checkBelow,
  checkIfMatch,
  checkNotInUse,
  checkReferences,
  checkShape,
  checkUnique,
} from './checks';
import { onInvalidation } from './invalidations';
import { listPage } from './list-page';
import type { Operation, Result } from './operation';
import {
  arnOf,
  find,
  prefixedId,
  resourcesOf,
  typeAt,
  type Context,
  type ResourceType,
} from './resource-type';
import { child, elements, list, parseXml, text, texts, type XmlElement } from './xml';

type Answered = Promise<Result> | Result | undefined;

/** The result of one request; throws the `AwsError` to answer with. */
export async function perform(context: Context, operation: Operation): Promise<Result> {
  const result =
    (await onResource(context, operation)) ??
    onMonitoringSubscription(context, operation) ??
    onInvalidation(context, operation) ??
    onTags(context, operation);
  if (result) return result;
  throw new AwsError(
    'NotImplemented',
    501,
    `The local CloudFront has no ${operation.method} ${operation.path}; its resource types are ${context.types.map(({ path }) => path).join(', ')}.`,
  );
}

function onResource(context: Context, operation: Operation): Answered {
  const { method, path, query, ifMatch, body } = operation;
  const type = context.types.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  if (!type) return undefined;
  const root = `${type.element}Config`;
  const [id, config, ...more] = path.split('/').slice(type.path.split('/').length);
  if (more.length > 0) return undefined;
  if (id === undefined) {
    if (method === 'GET') return listAll(context, type, query);
    if (method !== 'POST') return undefined;
    return query.has('WithTags')
      ? createWithTags(context, type, parseXml(body, `${root}WithTags`))
      : create(context, type, parseXml(body, root));
  }
  if (method === 'PUT' && config === (type.updateAt === 'config' ? 'config' : undefined)) {
    return update(context, type, id, ifMatch, parseXml(body, root));
  }
  if (method === 'GET' && config === 'config') {
    const { etag, config: content } = find(context, type, id);
    return { status: 200, etag, body: { root, content } };
  }
  if (config !== undefined) return undefined;
  if (method === 'GET') return resultOf(context, type, find(context, type, id));
  return method === 'DELETE' ? remove(context, type, id, ifMatch) : undefined;
}

async function create(context: Context, type: ResourceType, config: XmlElement): Promise<Result> {
  const resource = await accept(context, type, config, undefined);
  const location = `${type.path}/${resource.id}`;
  return { ...resultOf(context, type, resource), status: 201, location };
}

async function createWithTags(
  context: Context,
  type: ResourceType,
  sent: XmlElement,
): Promise<Result> {
  const created = await create(context, type, child(sent, `${type.element}Config`));
  const id = created.location?.split('/').at(-1) ?? '';
  addTags(context, arnOf(context.accountId, type, id), sent);
  return created;
}

async function update(
  context: Context,
  type: ResourceType,
  id: string,
  ifMatch: string | undefined,
  config: XmlElement,
): Promise<Result> {
  const previous = find(context, type, id);
  checkIfMatch(previous, ifMatch);
  return resultOf(context, type, await accept(context, type, config, previous));
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
    etag: prefixedId('E'),
    lastModifiedTime: context.now.toISOString(),
    config: type.complete?.(config) ?? config,
  };
  (context.account.resources[type.path] ??= {})[resource.id] = resource;
  return resource;
}

/** Deletes a resource that nothing uses, with what belongs to it. */
function remove(
  context: Context,
  type: ResourceType,
  id: string,
  ifMatch: string | undefined,
): Result {
  const resource = find(context, type, id);
  checkIfMatch(resource, ifMatch);
  type.checkDelete?.(resource.config);
  checkNotInUse(context, type, id);
  const { resources, tags, monitoringSubscriptions, invalidations } = context.account;
  Reflect.deleteProperty(resources[type.path] ?? {}, id);
  Reflect.deleteProperty(tags, arnOf(context.accountId, type, id));
  Reflect.deleteProperty(monitoringSubscriptions, id);
  Reflect.deleteProperty(invalidations, id);
  return { status: 204 };
}

function resultOf(context: Context, type: ResourceType, resource: StoredResource): Result {
  const content = {
    Id: resource.id,
    ...type.describe(resource, context),
    [`${type.element}Config`]: resource.config,
  };
  return { status: 200, etag: resource.etag, body: { root: type.element, content } };
}

/** The type's resources, page by page. */
function listAll(context: Context, type: ResourceType, query: URLSearchParams): Result {
  const all = resourcesOf(context.account, type);
  const content = listPage(all, query, `${type.element}Summary`, (resource) =>
    type.summarize(resource, context),
  );
  return { status: 200, body: { root: `${type.element}List`, content } };
}

/** A distribution's additional metrics, on or off. */
function onMonitoringSubscription(
  context: Context,
  { method, path, body }: Operation,
): Result | undefined {
  const root = 'MonitoringSubscription';
  // AWS's path of this one has a plural.
  const [, id] = /^distributions\/([^/]+)\/monitoring-subscription$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  find(context, typeAt(context, 'distribution'), id);
  const { monitoringSubscriptions: all } = context.account;
  const before = all[id];
  if (method === 'POST' || method === 'PUT') {
    const content = parseXml(body, root);
    checkBelow(content, root);
    // Terraform's update is a second create, so one that says something new replaces what is there.
    if (isDeepStrictEqual(before, content)) {
      const message = `A monitoring subscription already exists for the specified distribution: ${id}.`;
      throw new AwsError('MonitoringSubscriptionAlreadyExists', 409, message);
    }
    all[id] = content;
    return { status: 200, body: { root, content } };
  }
  if (!before) {
    const message = `A monitoring subscription does not exist for the specified distribution: ${id}.`;
    throw new AwsError('NoSuchMonitoringSubscription', 404, message);
  }
  if (method === 'GET') return { status: 200, body: { root, content: before } };
  Reflect.deleteProperty(all, id);
  return { status: 200 };
}

function onTags(context: Context, { method, path, query, body }: Operation): Result | undefined {
  if (path !== 'tagging') return undefined;
  const arn = query.get('Resource') ?? '';
  requireTaggable(context, arn);
  const { tags } = context.account;
  if (method === 'GET') {
    const { Items = '' } = list('Tag', tagList(tags[arn] ?? {}));
    return { status: 200, body: { root: 'Tags', content: { Items } } };
  }
  switch (query.get('Operation')) {
    case 'Tag':
      addTags(context, arn, { Tags: parseXml(body, 'Tags') });
      return { status: 204 };
    case 'Untag':
      for (const key of texts({ TagKeys: parseXml(body, 'TagKeys') }, 'TagKeys')) {
        Reflect.deleteProperty(tags[arn] ?? {}, key);
      }
      return { status: 204 };
    default:
      return undefined;
  }
}

/** Adds the `Tags` that were sent, or gives those already there a new value. */
function addTags({ account }: Context, arn: string, sent: XmlElement): void {
  const tags = (account.tags[arn] ??= {});
  for (const each of elements(sent, 'Tags')) tags[text(each, 'Key')] = text(each, 'Value');
}

function requireTaggable(context: Context, arn: string): void {
  const [, accountId, path, id = ''] = /^arn:aws:cloudfront::(\d{12}):(.+)\/(.+)$/.exec(arn) ?? [];
  const type = context.types.find((candidate) => candidate.path === path);
  if (accountId !== context.accountId || !type) {
    throw new AwsError('NoSuchResource', 404, `The specified resource does not exist: ${arn}.`);
  }
  find(context, type, id);
}
