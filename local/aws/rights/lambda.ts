import { tagsOf, text } from '../input';
import {
  anywhere,
  passRole,
  regional,
  requestTags,
  type Permission,
  type PermissionsOf,
} from './permission';

const EVENT_INVOKE_CONFIG = /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config$/;

/** Lambda's functions: what follows a function's name in the path, by method. */
const LAMBDA: readonly (readonly [method: string, path: RegExp, operation: string])[] = [
  ['GET', /^\/2015-03-31\/functions\/([^/]+)$/, 'GetFunction'],
  ['DELETE', /^\/2015-03-31\/functions\/([^/]+)$/, 'DeleteFunction'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  ['PUT', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'UpdateFunctionConfiguration'],
  ['PUT', /^\/2015-03-31\/functions\/([^/]+)\/code$/, 'UpdateFunctionCode'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/versions$/, 'ListVersionsByFunction'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/policy$/, 'GetPolicy'],
  ['POST', /^\/2015-03-31\/functions\/([^/]+)\/policy$/, 'AddPermission'],
  ['DELETE', /^\/2015-03-31\/functions\/([^/]+)\/policy\/[^/]+$/, 'RemovePermission'],
  ['POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, 'InvokeFunction'],
  ['GET', /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/, 'GetFunctionConcurrency'],
  ['PUT', /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, 'PutFunctionConcurrency'],
  ['DELETE', /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, 'DeleteFunctionConcurrency'],
  ['GET', EVENT_INVOKE_CONFIG, 'GetFunctionEventInvokeConfig'],
  ['PUT', EVENT_INVOKE_CONFIG, 'PutFunctionEventInvokeConfig'],
  ['POST', EVENT_INVOKE_CONFIG, 'UpdateFunctionEventInvokeConfig'],
  ['DELETE', EVENT_INVOKE_CONFIG, 'DeleteFunctionEventInvokeConfig'],
  [
    'GET',
    /^\/2020-06-30\/functions\/([^/]+)\/code-signing-config$/,
    'GetFunctionCodeSigningConfig',
  ],
  ['GET', /^\/2017-03-31\/tags\/(.+)$/, 'ListTags'],
  ['POST', /^\/2017-03-31\/tags\/(.+)$/, 'TagResource'],
  ['DELETE', /^\/2017-03-31\/tags\/(.+)$/, 'UntagResource'],
];

export const permissionsOfLambda: PermissionsOf = ({ call, signed, input }) => {
  const { method, url } = call;
  const path = url.pathname.replace(/\/$/, '');
  const arn = (name: string): string =>
    name.startsWith('arn:') ? name : regional(signed, 'lambda', `function:${name}`);
  const on = (operation: string, name: string): Permission => ({
    action: `lambda:${operation}`,
    kind: 'lambda:function',
    resource: arn(decodeURIComponent(name)),
    context: requestTags(tagsOf(input.Tags), url.searchParams.getAll('tagKeys')),
  });
  if (path === '/2015-03-31/functions') {
    if (method === 'GET') return [anywhere('lambda:ListFunctions')];
    const name = text(input, 'FunctionName');
    const role = text(input, 'Role');
    if (method !== 'POST' || name === undefined || role === undefined) return undefined;
    return [
      ...['CreateFunction', ...(input.Tags === undefined ? [] : ['TagResource'])].map((operation) =>
        on(operation, name),
      ),
      passRole(role, 'lambda.amazonaws.com'),
    ];
  }
  for (const [verb, pattern, operation] of LAMBDA) {
    const [, name] = pattern.exec(path) ?? [];
    if (name === undefined || verb !== method) continue;
    const role = operation === 'UpdateFunctionConfiguration' ? text(input, 'Role') : undefined;
    return [
      on(operation, name),
      ...(role === undefined ? [] : [passRole(role, 'lambda.amazonaws.com')]),
    ];
  }
  return undefined;
};
