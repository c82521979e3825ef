import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { DEFAULT_ACCOUNT, scopeOfArn, type Scope } from '../aws-request';
import type { Moto } from '../moto';
import { SECRET_ACCESS_KEY } from '../s3/signature-v4';
import { valuesOf } from '../xml';
import type { FunctionConfiguration } from './function-settings';

/** What one execution environment is called in the log group. */
export function logStreamName({ Version }: FunctionConfiguration, now: Date): string {
  const [date = ''] = now.toISOString().split('T');
  return `${date.replaceAll('-', '/')}/[${Version}]${randomBytes(16).toString('hex')}`;
}

/** A trace's header, as X-Ray has it; none is sampled. */
export function newTraceId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')}`;
}

export interface EnvironmentProps {
  readonly configuration: FunctionConfiguration;
  readonly scope: Scope;
  /** The folder of the code. */
  readonly folder: string;
  readonly logStream: string;
  readonly traceId: string;
  /** Where the local AWS answers. */
  readonly endpoint: string;
  readonly credentials: Readonly<Record<string, string>>;
}

/**
 * The variables of a function: its own, those that Lambda sets, the one that leads its calls to the
 * local AWS, and one that quiets the SDK.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function environmentOf(props: EnvironmentProps): Record<string, string> {
  const { configuration, scope, folder, logStream, traceId, endpoint, credentials } = props;
  const { FunctionName, Version, MemorySize, Handler, Runtime, LoggingConfig } = configuration;
  return {
    LANG: 'en_US.UTF-8',
    // Lambda's has the runtime's folder first.
    PATH: path.dirname(process.execPath),
    TZ: ':UTC',
    ...configuration.Environment?.Variables,
    _HANDLER: Handler ?? '',
    _X_AMZN_TRACE_ID: `${traceId};Parent=${randomBytes(8).toString('hex')};Sampled=0`,
    AWS_REGION: scope.region,
    AWS_DEFAULT_REGION: scope.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime ?? ''}`,
    AWS_LAMBDA_FUNCTION_NAME: FunctionName,
    AWS_LAMBDA_FUNCTION_VERSION: Version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...(LoggingConfig.LogFormat === 'JSON' && {
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: LoggingConfig.ApplicationLogLevel ?? 'INFO',
    }),
    LAMBDA_TASK_ROOT: folder,
    ...credentials,
    AWS_ENDPOINT_URL: endpoint,
    // It would warn, as an error in the function's log, of this machine's Node.js, which is not the runtime's.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
}

/**
 * Keys of the function's role. Sessions belong to moto's own account, so that a function in another
 * one has that account's key.
 */
export async function credentialsOf(
  moto: Moto,
  scope: Scope,
  { Role = '', FunctionName }: FunctionConfiguration,
): Promise<Record<string, string>> {
  const secret = { AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY };
  if (scopeOfArn(scope, Role).accountId !== DEFAULT_ACCOUNT || Role === '') {
    return { AWS_ACCESS_KEY_ID: scope.accountId, ...secret };
  }
  const named = { RoleArn: Role, RoleSessionName: FunctionName };
  const session = await moto.query(scope, 'sts', 'AssumeRole', named);
  const [AWS_ACCESS_KEY_ID = ''] = valuesOf(session, 'AccessKeyId');
  const [AWS_SESSION_TOKEN = ''] = valuesOf(session, 'SessionToken');
  return { AWS_ACCESS_KEY_ID, ...secret, AWS_SESSION_TOKEN };
}
