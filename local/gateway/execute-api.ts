import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { findHttpApi, type ApisProps, type HttpApi } from './http-api/apis';
import { corsHeaders, isPreflight, preflightHeaders } from './http-api/cors';
import type { IntegrationResponse, Invoke } from './http-api/invoke';
import { createIssuerKeys } from './http-api/issuer-keys';
import { authorizeJwt, type Decision, type JwtAuthorizerProps } from './http-api/jwt-authorizer';
import { selectRoute, type SelectedRoute } from './http-api/select-route';

export interface ExecuteApiProps extends ApisProps {
  readonly now: () => Date;
  readonly invoke: Invoke;
}

/** What the Host header of a request to an API says. */
export interface ApiHost {
  readonly apiId: string;
  /** Absent in `<api>.execute-api.localhost`, which works in any tool. */
  readonly region: string | undefined;
}

/** Reads `<api>.execute-api.<region>.amazonaws.com` and `<api>.execute-api.localhost`, on any port. */
export function apiHost(host: string): ApiHost | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const match = /^([a-z0-9]+)\.execute-api\.(?:localhost|([a-z0-9-]+)\.amazonaws\.com)$/.exec(name);
  const [, apiId, region] = match ?? [];
  return apiId === undefined ? undefined : { apiId, region };
}

type Handler = (host: ApiHost, request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Answers requests to HTTP APIs as API Gateway does. */
export function createExecuteApi(props: ExecuteApiProps): Handler {
  const jwt = { issuerKeys: createIssuerKeys(), now: props.now };
  return async (host, request, response) => {
    const api = await findHttpApi(props, host.apiId, host.region);
    const answer = api
      ? await answerOf(api, jwt, props.invoke, request)
      : message(404, 'Not Found');
    request.resume();
    const headers: OutgoingHttpHeaders = {
      ...(answer.headers as OutgoingHttpHeaders),
      ...(isPreflight(request.method ?? '', request.headers) && answer.status === 204
        ? {}
        : corsHeaders(api?.cors, request.headers)),
      'apigw-requestid': randomBytes(11).toString('base64'),
    };
    response.writeHead(answer.status, headers).end(answer.body);
  };
}

async function answerOf(
  api: HttpApi,
  jwt: JwtAuthorizerProps,
  invoke: Invoke,
  request: IncomingMessage,
): Promise<IntegrationResponse> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://execute-api');
  const { method = 'GET', headers } = request;
  const place = stageOf(api, pathname);
  const selected = place && selectRoute(api.routes, method, place.path);
  const preflight = api.cors && isPreflight(method, headers) ? api.cors : undefined;
  // A preflight carries no token: a route that catches OPTIONS and wants one refuses it.
  const decision = selected && (await authorize(api, jwt, selected, headers, searchParams));
  if (decision && !decision.allowed) return refusal(decision);
  if (preflight) {
    return { status: 204, headers: preflightHeaders(preflight, headers), body: '' };
  }
  if (!selected) return message(404, 'Not Found');
  return invoke({ api, stage: place.stage, selected, claims: decision?.claims, request });
}

/** A named stage is the path's first segment; `$default` serves the rest. */
function stageOf(api: HttpApi, path: string): { stage: string; path: string } | undefined {
  const [, first = '', ...rest] = path.split('/');
  if (first !== '' && api.stages.includes(first)) {
    return { stage: first, path: `/${rest.join('/')}` };
  }
  return api.stages.includes('$default') ? { stage: '$default', path } : undefined;
}

async function authorize(
  api: HttpApi,
  jwt: JwtAuthorizerProps,
  { route }: SelectedRoute,
  headers: IncomingMessage['headers'],
  query: URLSearchParams,
): Promise<Decision | undefined> {
  const type = route.authorizationType ?? 'NONE';
  if (type === 'NONE') return undefined;
  const authorizer = await api.authorizer(route.authorizerId ?? '');
  if (type !== 'JWT' || !authorizer) {
    throw new Error(`route "${route.routeKey}" has the authorization ${type}, which is not local`);
  }
  return authorizeJwt(jwt, authorizer, route.authorizationScopes ?? [], { headers, query });
}

function refusal({
  status,
  challenge,
}: Extract<Decision, { allowed: false }>): IntegrationResponse {
  const answer = message(status, status === 401 ? 'Unauthorized' : 'Forbidden');
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
}

function message(status: number, text: string): IntegrationResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: text }),
  };
}
