import { randomUUID } from 'node:crypto';
import { scopeOfArn, type Scope } from '../aws-request';
import type { Answer } from '../call';
import { message, type Invocation } from '../http-api/select-route';
import type { Moto } from '../moto';
import { reasonOf } from '../reason';
import { SECRET_ACCESS_KEY } from '../s3/signature-v4';
import { isAllowed } from '../resource-policy';
import type { FunctionCode } from './function-code';
import { eventOf, responseOf } from './payload';
import { runNode } from './run-node';

export interface LambdaProps {
  readonly moto: Moto;
  readonly code: FunctionCode;
  readonly now: () => Date;
  /** Takes why an invocation failed, and what functions print. */
  readonly log: (line: string) => void;
}

/** A function as moto has it. */
interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Runtime?: string;
  readonly Handler?: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Version: string;
  readonly CodeSha256: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
}

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
  const { moto } = props;
  const { api, selected, call } = invocation;
  const integration = await api.integration(selected.route.target?.split('/').at(-1) ?? '');
  if (integration?.integrationType !== 'AWS_PROXY') {
    throw new Error('only integrations with Lambda functions run in the local AWS');
  }
  const arn = /arn:[\w-]+:lambda:[^/]+/.exec(integration.integrationUri ?? '')?.[0] ?? '';
  const scope = scopeOfArn(api, arn);
  const found = (await read(moto, scope, arn)) as
    | { Configuration: FunctionConfiguration }
    | undefined;
  const configuration = found?.Configuration;
  if (!configuration) throw new Error(`there is no function ${arn}`);
  await requirePermission(moto, scope, arn, invocation);
  const functionMs = configuration.Timeout * 1000;
  const timeoutMs = Math.min(functionMs, integration.timeoutInMillis ?? functionMs);
  const requestId = randomUUID();
  const body = await call.body();
  const outcome = await runNode({
    ...codeOf(props.code, configuration),
    environment: environmentOf(scope, configuration, call.request.socket.localPort),
    event: eventOf(invocation, { requestId, now: props.now(), body }),
    context: contextOf(configuration, requestId),
    timeoutMs,
    log: (line) => {
      props.log(`${configuration.FunctionName}: ${line}`);
    },
  });
  if ('error' in outcome) throw new Error(`${arn} failed: ${outcome.error}`);
  if ('timedOut' in outcome) {
    props.log(`${configuration.FunctionName}: no answer within ${timeoutMs} ms`);
    return timeoutMs < functionMs
      ? message(503, 'Service Unavailable')
      : message(500, 'Internal Server Error');
  }
  const response = responseOf(outcome.result);
  if (!response) throw new Error(`${arn} answered what is no response of payload format 2.0`);
  return response;
}

/** API Gateway itself must be permitted to invoke the function for this route. */
async function requirePermission(
  moto: Moto,
  scope: Scope,
  arn: string,
  { api, stage, selected, call }: Invocation,
): Promise<void> {
  const [routeMethod = '', path] = selected.route.routeKey.split(' ');
  const method = routeMethod === 'ANY' ? call.method : routeMethod;
  const resource = path === undefined ? routeMethod : `${method}${path}`;
  const source = `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/${stage}/${resource}`;
  const found = (await read(moto, scope, arn, '/policy')) as { Policy: string } | undefined;
  const isPermitted =
    found !== undefined &&
    isAllowed(found.Policy, {
      service: 'apigateway.amazonaws.com',
      action: 'lambda:InvokeFunction',
      resource: arn,
      context: { 'aws:SourceArn': source, 'aws:SourceAccount': api.accountId },
    });
  if (!isPermitted) throw new Error(`no permission of ${arn} allows ${source} to invoke it`);
}

/** What moto has of a function, by its ARN, which may end in a version or alias. */
function read(moto: Moto, scope: Scope, arn: string, part = ''): Promise<unknown> {
  const [, , , , , , name = '', qualifier] = arn.split(':');
  const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}${part}${query}`;
  return moto.read(scope, 'lambda', path);
}

function codeOf(
  code: FunctionCode,
  { FunctionArn, Runtime = '(none)', Handler = '', CodeSha256 }: FunctionConfiguration,
): { readonly folder: string; readonly handler: string } {
  if (!Runtime.startsWith('nodejs')) {
    throw new Error(`${FunctionArn} has the runtime ${Runtime}; the local AWS runs Node.js only`);
  }
  const folder = code.unpacked(CodeSha256);
  if (folder === undefined) {
    throw new Error(`the code of ${FunctionArn} was not deployed through the local AWS`);
  }
  return { folder, handler: Handler };
}

/** What Lambda sets, and what leads the function's own calls to the local AWS. */
function environmentOf(
  { accountId, region }: Scope,
  { FunctionName, Version, MemorySize, Handler = '', Environment }: FunctionConfiguration,
  port: number | undefined,
): Record<string, string> {
  return {
    ...Environment?.Variables,
    TZ: ':UTC',
    _HANDLER: Handler,
    AWS_LAMBDA_FUNCTION_NAME: FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: Version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accountId,
    AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port ?? ''}`,
  };
}

function contextOf(
  { FunctionName, FunctionArn, Version, MemorySize }: FunctionConfiguration,
  awsRequestId: string,
): object {
  return {
    functionName: FunctionName,
    functionVersion: Version,
    invokedFunctionArn: FunctionArn,
    memoryLimitInMB: String(MemorySize),
    awsRequestId,
    logGroupName: `/aws/lambda/${FunctionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
  };
}
