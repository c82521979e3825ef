import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws';
import type { Answer } from '../call';
import { message, type Invocation } from '../http-api/select-route';
import type { Moto } from '../moto';
import { reasonOf } from '../reason';
import { newTraceId } from './execution-environment';
import { arnOf, functionName, type FunctionName } from './function-name';
import type { Functions, InvocationResult } from './functions';
import { eventOf, responseOf } from './payload';
import { mayInvoke } from './permission';

export interface LambdaProps extends Aws {
  readonly functions: Functions;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_REQUEST_BYTES = 10 * 2 ** 20;

/** Invokes the Lambda function behind a route, as API Gateway does with payload format 2.0. */
export async function invokeLambda(props: LambdaProps, invocation: Invocation): Promise<Answer> {
  try {
    return await invoke(props, invocation);
  } catch (error) {
    const { api, selected } = invocation;
    props.log(`${api.apiId} ${selected.route.routeKey}: ${reasonOf(error)}`);
    return message(500, 'Internal Server Error');
  }
}

async function invoke(props: LambdaProps, invocation: Invocation): Promise<Answer> {
  const { moto, functions, now } = props;
  const { api, selected, call } = invocation;
  const integration = await api.integration(selected.route.target?.split('/').at(-1) ?? '');
  if (integration?.integrationType !== 'AWS_PROXY') {
    throw new Error('only integrations with Lambda functions run in the local AWS');
  }
  if (integration.payloadFormatVersion === '1.0') {
    throw new Error('the local AWS has payload format 2.0 only, and the integration 1.0');
  }
  const body = await call.body();
  if (body.length > MAX_REQUEST_BYTES) return message(413, 'Request Entity Too Large');
  const arn = /arn:[\w-]+:lambda:[^/]+/.exec(integration.integrationUri ?? '')?.[0] ?? '';
  const named = functionName(api, arn);
  await requirePermission(moto, named, invocation);
  const traceId = String(call.headers['x-amzn-trace-id'] ?? newTraceId(now()));
  const event = eventOf(invocation, { now: now(), body, traceId });
  const answered = functions.invoke(named, { event, traceId });
  const result = await within(integration.timeoutInMillis ?? undefined, answered);
  if (result === undefined) {
    answered.catch(() => undefined);
    return message(503, 'Service Unavailable');
  }
  if (result.functionError !== undefined) throw new Error(`${arn} failed: ${result.payload}`);
  const response = responseOf(JSON.parse(result.payload));
  if (!response) throw new Error(`${arn} answered what is no response of payload format 2.0`);
  return response;
}

/** The result, unless the integration's time is over before; the function goes on. */
async function within(
  timeoutMs: number | undefined,
  answered: Promise<InvocationResult>,
): Promise<InvocationResult | undefined> {
  if (timeoutMs === undefined) return answered;
  const over = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: over.signal }).catch(() => undefined);
  try {
    return await Promise.race([answered, late]);
  } finally {
    over.abort();
  }
}

/** API Gateway itself must be permitted to invoke the function for this route. */
async function requirePermission(
  moto: Moto,
  named: FunctionName,
  { api, stage, selected, call }: Invocation,
): Promise<void> {
  const [routeMethod = '', path] = selected.route.routeKey.split(' ');
  const method = routeMethod === 'ANY' ? call.method : routeMethod;
  const resource = path === undefined ? routeMethod : `${method}${path}`;
  const arn = `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/${stage}/${resource}`;
  const source = { service: 'apigateway.amazonaws.com', arn, accountId: api.accountId };
  if (await mayInvoke(moto, named, source)) return;
  throw new Error(`no permission of ${arnOf(named)} allows ${arn} to invoke it`);
}
