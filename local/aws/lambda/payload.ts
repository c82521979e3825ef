import { randomBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import type { Answer } from '../call';
import type { Invocation } from '../http-api/select-route';
import { endToEnd } from '../moto';

/** The event of payload format 2.0. */
export function eventOf(
  { api, stage, selected, claims, call }: Invocation,
  { now, body, traceId }: { readonly now: Date; readonly body: Buffer; readonly traceId: string },
): object {
  const { request, method } = call;
  const { pathname, search, searchParams } = call.url;
  const { cookie, ...sent } = endToEnd(request);
  const sourceIp = (request.socket.remoteAddress ?? '').replace('::ffff:', '');
  const headers = { ...sent, ...forwardedHeaders(sent, sourceIp), 'x-amzn-trace-id': traceId };
  const { host = '', 'content-type': contentType, 'user-agent': userAgent = '' } = call.headers;
  const { routeKey, authorizationScopes } = selected.route;
  const isText = isTextual(contentType);
  return {
    version: '2.0',
    routeKey,
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie !== undefined && { cookies: [cookie].flat().join('; ').split(/;\s*/) }),
    headers: mapValues(headers, (value) => [value].flat().join(',')),
    ...(search !== '' && { queryStringParameters: joined(searchParams) }),
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      ...(claims && {
        authorizer: {
          jwt: { claims: mapValues(claims, claimText), scopes: scopesOf(authorizationScopes) },
        },
      }),
      domainName: host.replace(/:\d+$/, ''),
      domainPrefix: host.split('.')[0],
      http: {
        method,
        path: pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent,
      },
      requestId: randomBytes(11).toString('base64'),
      routeKey,
      stage,
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(selected.pathParameters).length > 0 && {
      pathParameters: selected.pathParameters,
    }),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** An HTTP API speaks TLS only, whatever the local AWS does. */
const forwardedHeaders = (
  { 'x-forwarded-for': before = [] }: Readonly<Record<string, string | string[]>>,
  sourceIp: string,
): Record<string, string> => ({
  'x-forwarded-for': [before, sourceIp].flat().join(', '),
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
});

/** What API Gateway hands over as text; everything else is Base64. */
function isTextual(contentType = 'text/plain'): boolean {
  return /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript)\b)/i.test(contentType);
}

function joined(parameters: URLSearchParams): Record<string, string> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(names.map((name) => [name, parameters.getAll(name).join(',')]));
}

/** Every claim arrives as text, a list in brackets. */
function claimText(claim: unknown): string {
  if (Array.isArray(claim)) return `[${claim.join(' ')}]`;
  return typeof claim === 'string' ? claim : JSON.stringify(claim);
}

function scopesOf(scopes: readonly string[] | null | undefined): readonly string[] | null {
  return scopes && scopes.length > 0 ? scopes : null;
}

function mapValues(
  values: Readonly<Record<string, unknown>> | JWTPayload,
  change: (value: unknown) => string,
): Record<string, string> {
  const set = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, change(value)]));
}

/** `01/Jan/2030:00:00:00 +0000`. */
function commonLogTime(time: Date): string {
  const [, day = '', month = '', year = '', clock = ''] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}

const response = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/**
 * The answer of payload format 2.0: a result without `statusCode` is the body of a 200.
 * @returns undefined for a result that API Gateway refuses.
 */
export function responseOf(result: unknown): Answer | undefined {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const parsed = response.safeParse(result);
  if (!parsed.success) return undefined;
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const own = Object.entries(headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...(Object.fromEntries(own) as Record<string, string>),
      ...(cookies && cookies.length > 0 && { 'set-cookie': cookies }),
    },
    body: isBase64Encoded === true ? Buffer.from(body ?? '', 'base64') : (body ?? ''),
  };
}
