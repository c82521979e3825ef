import { resourceTypes } from '../cloudfront/resource-types';
import { child, elements, parseXml, text, type XmlElement } from '../cloudfront/xml';
import { valuesOf } from '../xml';
import type { Tags } from '../input';
import {
  anywhere,
  requestTags,
  resourceTags,
  type Permission,
  type PermissionsOf,
} from './permission';

export const permissionsOfCloudFront: PermissionsOf = async ({ call, signed, store }) => {
  const { method, url } = call;
  const path = url.pathname.replace(/^\/2020-05-31\/|\/$/g, '');
  const [root = '', id, part] = path.split('/');
  const account = `arn:aws:cloudfront::${signed.accountId}`;
  const body = async (): Promise<string> => (await call.body()).toString('utf8');
  const on = (operation: string, kind: string, arn: string, tags: Tags = {}): Permission => ({
    action: `cloudfront:${operation}`,
    kind: `cloudfront:${kind}`,
    resource: arn,
    context: {
      ...requestTags(tags),
      ...resourceTags(store.account(signed.accountId).tags[arn] ?? {}),
    },
  });
  if (root === 'tagging') {
    const arn = url.searchParams.get('Resource') ?? '';
    if (method === 'GET') return [on('ListTagsForResource', 'distribution', arn)];
    if (url.searchParams.get('Operation') === 'Tag') {
      return [on('TagResource', 'distribution', arn, given(parseXml(await body(), 'Tags')))];
    }
    const keys = valuesOf(parseXml(await body(), 'TagKeys'), 'Key');
    const untag = on('UntagResource', 'distribution', arn);
    return [{ ...untag, context: { ...untag.context, ...requestTags({}, keys) } }];
  }
  if (root === 'distributions' && part === 'monitoring-subscription') {
    const verb = { GET: 'Get', DELETE: 'Delete' }[method] ?? 'Create';
    return [anywhere(`cloudfront:${verb}MonitoringSubscription`)];
  }
  if (root === 'distribution' && id !== undefined && part === 'invalidation') {
    const verb = method === 'POST' ? 'CreateInvalidation' : 'GetInvalidation';
    const isList = method === 'GET' && path.split('/').length === 3;
    return [on(isList ? 'ListInvalidations' : verb, root, `${account}:${root}/${id}`)];
  }
  const { element } = resourceTypes.find((type) => type.path === root) ?? {};
  if (element === undefined) return undefined;
  if (id !== undefined) {
    const verb = { GET: 'Get', PUT: 'Update', DELETE: 'Delete' }[method];
    const suffix = part === 'config' && method === 'GET' ? 'Config' : '';
    const arn = `${account}:${root}/${id}`;
    return verb === undefined ? undefined : [on(`${verb}${element}${suffix}`, root, arn)];
  }
  if (method === 'GET') {
    const plural = `${element}s`.replace('Policys', 'Policies');
    return [anywhere(`cloudfront:List${plural}`)];
  }
  if (!url.searchParams.has('WithTags')) return [anywhere(`cloudfront:Create${element}`)];
  const sent = parseXml(await body(), `${element}ConfigWithTags`);
  const tags = given(child(sent, 'Tags'));
  return [
    anywhere(`cloudfront:Create${element}`, requestTags(tags)),
    on('TagResource', root, `${account}:${root}/*`, tags),
  ];
};

const given = (tags: XmlElement): Tags =>
  Object.fromEntries(
    elements({ Tags: tags }, 'Tags').map((tag) => [text(tag, 'Key'), text(tag, 'Value')]),
  );
