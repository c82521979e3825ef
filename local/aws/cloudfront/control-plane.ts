import type { Context, Result } from './context';
import { AwsError } from '../errors';
import {
  deleteMonitoringSubscription,
  getMonitoringSubscription,
  putMonitoringSubscription,
} from './monitoring-subscription';
import type { ResourceType } from './resource-type';
import { listTags, tag, untag } from './tagging';
import { arnOf, create, get, getConfig, listAll, remove, update } from './verbs';
import { child, parseXml, type XmlElement } from './xml';

/** One request to CloudFront's API. */
export interface Operation {
  readonly method: string;
  /** Below the API version, without slashes at the ends: `distribution/E1…/config`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly ifMatch: string | undefined;
  readonly body: string;
}

/** The result of one request; throws the `AwsError` to answer with. */
export async function perform(context: Context, operation: Operation): Promise<Result> {
  const answer =
    (await performOnResource(context, operation)) ??
    performOnDistribution(context, operation) ??
    performTagging(context, operation);
  if (answer) return answer;
  throw new AwsError(
    'NotImplemented',
    501,
    `The local CloudFront has no ${operation.method} ${operation.path}; its resource types are ${context.types.map(({ path }) => path).join(', ')}.`,
  );
}

function performOnResource(
  context: Context,
  operation: Operation,
): Promise<Result> | Result | undefined {
  const { method, path, query, ifMatch } = operation;
  const type = context.types.find((each) => path === each.path || path.startsWith(`${each.path}/`));
  if (!type) return undefined;
  const [id, config, ...more] = path.split('/').slice(type.path.split('/').length);
  if (more.length > 0) return undefined;
  if (id === undefined) {
    if (method === 'GET') return listAll(context, type, query);
    if (method === 'POST') return createWithTags(context, type, operation);
    return undefined;
  }
  if (method === 'PUT' && config === (type.updateAt === 'config' ? 'config' : undefined)) {
    const sent = parseXml(operation.body, `${type.element}Config`);
    return update(context, type, id, ifMatch, sent);
  }
  if (method === 'GET' && config === 'config') return getConfig(context, type, id);
  if (config !== undefined) return undefined;
  if (method === 'GET') return get(context, type, id);
  if (method === 'DELETE') return remove(context, type, id, ifMatch);
  return undefined;
}

async function createWithTags(
  context: Context,
  type: ResourceType,
  operation: Operation,
): Promise<Result> {
  const root = `${type.element}Config`;
  if (!operation.query.has('WithTags')) {
    return create(context, type, parseXml(operation.body, root));
  }
  const sent = parseXml(operation.body, `${root}WithTags`);
  const created = await create(context, type, child(sent, root));
  const id = created.location?.split('/').at(-1) ?? '';
  tag(context, arnOf(context.accountId, type, id), child(sent, 'Tags'));
  return created;
}

function performOnDistribution(
  context: Context,
  { method, path, body }: Operation,
): Result | undefined {
  // AWS's path of this one has a plural.
  const [, id] = /^distributions\/([^/]+)\/monitoring-subscription$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  if (method === 'GET') return getMonitoringSubscription(context, id);
  if (method === 'DELETE') return deleteMonitoringSubscription(context, id);
  if (method !== 'POST' && method !== 'PUT') return undefined;
  return putMonitoringSubscription(context, id, parseXml(body, 'MonitoringSubscription'));
}

function performTagging(context: Context, operation: Operation): Result | undefined {
  if (operation.path !== 'tagging') return undefined;
  const arn = operation.query.get('Resource') ?? '';
  const sent = (root: string): XmlElement => parseXml(operation.body, root);
  if (operation.method === 'GET') return listTags(context, arn);
  switch (operation.query.get('Operation')) {
    case 'Tag':
      return tag(context, arn, sent('Tags'));
    case 'Untag':
      return untag(context, arn, sent('TagKeys'));
    default:
      return undefined;
  }
}
