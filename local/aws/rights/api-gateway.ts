import { z } from 'zod';
import type { Scope } from '../aws-request';
import type { Moto } from '../moto';
import { tagsOf, type Tags } from '../input';
import {
  anywhere,
  requestTags,
  resourceTags,
  type Permission,
  type PermissionsOf,
} from './permission';

/** What API Gateway does in the name of who turns on access logs: http-api-logging.html of its guide. */
const ACCESS_LOGS = [
  'logs:CreateLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

/** HTTP APIs: the action is the method, the resource the path. */
export const permissionsOfApiGateway: PermissionsOf = async ({ call, signed, input, moto }) => {
  const [, path] = /^\/v2(\/(?:apis|tags)(?:\/.*)?)$/.exec(call.url.pathname) ?? [];
  if (path === undefined) return undefined;
  const resource = `arn:aws:apigateway:${signed.region}::${path}`;
  const kind = `apigateway:${kindOfApi(path)}` as const;
  const tags = tagsOf(input.tags);
  const removed = call.url.searchParams.getAll('tagKeys');
  const context = {
    ...requestTags(tags, removed),
    // The parts of an API have no tags, and AWS does not say that it sends the API's.
    ...(/^\/apis\/[^/]+(?:\/stages\/[^/]+)?$/.test(path) &&
      resourceTags(await tagsAt(moto, signed, path))),
  };
  const { method } = call;
  const found: Permission[] = [{ action: `apigateway:${method}`, kind, resource, context }];
  const isTagged = method === 'POST' && Object.keys(tags).length > 0 && path.startsWith('/apis');
  if (isTagged) found.push({ action: 'apigateway:TagResource', kind, resource, context });
  if (method !== 'GET' && input.accessLogSettings !== undefined) {
    found.push(...ACCESS_LOGS.map((action) => anywhere(action)));
  }
  return found;
};

async function tagsAt(moto: Moto, scope: Scope, path: string): Promise<Tags> {
  const schema = z.object({ tags: z.record(z.string(), z.string()).nullish() }).optional();
  return schema.parse(await moto.read(scope, 'apigateway', `/v2${path}`))?.tags ?? {};
}

/** E.g. `Routes` for a collection and `Route` for one of them. */
function kindOfApi(path: string): string {
  const [, root = '', ...segments] = path.split('/');
  if (root === 'tags') return 'Tags';
  const collection = segments.length > 1 ? (segments[1] ?? '') : root;
  const name = collection.charAt(0).toUpperCase() + collection.slice(1);
  return segments.length % 2 === 0 ? name : name.replace(/s$/, '');
}
