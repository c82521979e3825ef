import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { ApiHost, Answer, Call, Route } from './call';
import { takeFault } from './faults';
import { findHttpApi, type HttpApi } from './http-api/apis';
import { recordApiMetrics, type Reached } from './http-api/metrics';
import { corsHeaders, isPreflight, preflightHeaders } from './http-api/cors';
import {
  authorizeJwt,
  createIssuerKeys,
  type Decision,
  type JwtAuthorizerProps,
} from './http-api/jwt-authorizer';
import type { LocalIssuer } from './http-api/local-issuer';
import { message, selectRoute, type Invocation, type SelectedRoute } from './http-api/select-route';
import { invokeLambda, type LambdaProps } from './lambda/invoke-lambda';

/** Reads `<api>.execute-api.<region>.amazonaws.com` and `<api>.execute-api.localhost`, on any port. */
export function apiHost(host: string): ApiHost | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  const match = /^([a-z0-9]+)\.execute-api\.(?:localhost|([a-z0-9-]+)\.amazonaws\.com)$/.exec(name);
  const [, apiId, region] = match ?? [];
  return apiId === undefined ? undefined : { apiId, region };
}

export interface ExecuteApiProps extends LambdaProps {
  /** Signs tokens that APIs take besides those of their issuers. */
  readonly issuer: LocalIssuer | undefined;
}

/** Answers requests to HTTP APIs as API Gateway does. */
export function executeApi(props: ExecuteApiProps): Route {
  const keys = createIssuerKeys();
  const jwt = { issuerKeys: props.issuer?.besides(keys) ?? keys, now: props.now };
  return async (call) => {
    if (call.admitted?.to !== 'api') return undefined;
    const { apiId, region } = call.admitted.api;
    const api = await findHttpApi(props, apiId, region);
    const start = performance.now();
    const reached: Reached = {};
    const answer = api ? await answerOf(api, jwt, props, call, reached) : message(404, 'Not Found');
    if (api) {
      const latency = performance.now() - start;
      recordApiMetrics(props.recordMetric, api, { ...reached, status: answer.status, latency });
    }
    const isAnsweredPreflight = isPreflight(call.method, call.headers) && answer.status === 204;
    return {
      ...answer,
      headers: {
        ...answer.headers,
        ...(!isAnsweredPreflight && corsHeaders(api?.cors, call.headers)),
        'apigw-requestid': randomBytes(11).toString('base64'),
      },
    };
  };
}

async function answerOf(
  api: HttpApi,
  jwt: JwtAuthorizerProps,
  props: ExecuteApiProps,
  call: Call,
  reached: Reached,
): Promise<Answer> {
  const { method, headers, url } = call;
  const place = stageOf(api, url.pathname);
  const selected = place && selectRoute(api.routes, method, place.path);
  if (place) reached.stage = place.stage;
  if (selected) reached.routeKey = selected.route.routeKey;
  const preflight = api.cors && isPreflight(method, headers) ? api.cors : undefined;
  // A preflight carries no token: a route that catches OPTIONS and wants one refuses it.
  const decision = selected && (await authorize(api, jwt, selected, call));
  if (decision && !decision.allowed) return refusal(decision);
  if (preflight) return { status: 204, headers: preflightHeaders(preflight, headers) };
  if (!selected) return message(404, 'Not Found');
  const start = performance.now();
  const answer = await integrationAnswer(props, {
    api,
    stage: place.stage,
    selected,
    claims: decision?.claims,
    call,
  });
  reached.integrationLatency = performance.now() - start;
  return answer;
}

/** The answer of the route's function, or the one that a test wants instead. */
function integrationAnswer(
  props: ExecuteApiProps,
  invocation: Invocation,
): Answer | Promise<Answer> {
  const fault = takeFault(props.store, {
    signed: undefined,
    service: 'execute-api',
    operation: invocation.selected.route.routeKey,
  });
  if (fault?.kind !== 'error') return invokeLambda(props, invocation);
  return message(fault.status, STATUS_CODES[fault.status] ?? fault.code);
}

/** A named stage is the path's first segment; `$default` serves the rest. */
function stageOf(api: HttpApi, path: string): { stage: string; path: string } | undefined {
  const [, first = '', ...rest] = path.split('/');
  const names = api.stages.map(({ stageName }) => stageName);
  if (first !== '' && names.includes(first)) return { stage: first, path: `/${rest.join('/')}` };
  return names.includes('$default') ? { stage: '$default', path } : undefined;
}

async function authorize(
  api: HttpApi,
  jwt: JwtAuthorizerProps,
  { route }: SelectedRoute,
  { headers, url }: Call,
): Promise<Decision | undefined> {
  const type = route.authorizationType ?? 'NONE';
  if (type === 'NONE') return undefined;
  const authorizer = await api.authorizer(route.authorizerId ?? '');
  if (type !== 'JWT' || !authorizer) {
    throw new Error(`route "${route.routeKey}" has the authorization ${type}, which is not local`);
  }
  const request = { headers, query: url.searchParams };
  return authorizeJwt(jwt, authorizer, route.authorizationScopes ?? [], request);
}

function refusal({ status, challenge }: Extract<Decision, { allowed: false }>): Answer {
  const answer = message(status, status === 401 ? 'Unauthorized' : 'Forbidden');
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': challenge } };
}
