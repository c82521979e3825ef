import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { awsCredentials, awsEndpoint, quietAwsSdk } from '../config/environment';
import type { Environment } from '../config/environment';
import { UserError } from '../config/user-error';

/** The clients that looking after the state takes. */
export interface AwsClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly sts: STSClient;
}

/** What every AWS client is told; the rest (profiles, roles) it finds by itself. */
export function clientSettings(region: string, env?: Environment) {
  quietAwsSdk();
  const endpoint = awsEndpoint(env);
  const credentials = awsCredentials(env);
  return {
    region,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: 5000,
      requestTimeout: 10000,
      // Or the SDK would only warn, and wait on.
      throwOnRequestTimeout: true,
    },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
  };
}

/** AWS as the environment says: `AWS_ENDPOINT_URL`, keys, profile. */
export function awsClients(region: string, env?: Environment): AwsClients {
  const settings = clientSettings(region, env);
  return {
    // A bucket's name in the host does not resolve on this machine.
    s3: new S3Client({ ...settings, forcePathStyle: awsEndpoint(env) !== undefined }),
    dynamodb: new DynamoDBClient(settings),
    sts: new STSClient(settings),
  };
}

/** The parts of an AWS or network error that tell what is wrong. */
interface AwsFailure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError)$/;
const NOT_VALID =
  /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|InvalidAccessKeyId|AuthFailure)$/;
const NOT_ALLOWED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException)$/;
const UNREACHABLE =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError)$/;

/** The HTTP status of an AWS error, if it got that far. */
export const httpStatus = (error: unknown): number | undefined =>
  (error as AwsFailure).$metadata?.httpStatusCode;

/** An error of credentials or network as one line for the person; any other as it was. */
export function explainAwsError(error: unknown, env?: Environment): unknown {
  const { name = '', code = '', message = '' } = error as AwsFailure;
  if (UNREACHABLE.test(code) || UNREACHABLE.test(name)) return unreachable(code || name, env);
  if (EXPIRED.test(name) || /expired/i.test(message)) {
    return new UserError(
      'The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    );
  }
  if (name === 'CredentialsProviderError') {
    return new UserError(
      `No AWS credentials: ${firstSentence(message)}. Set AWS_PROFILE (e.g. AWS_PROFILE=lego-moc), or use \`pnpm local\` for the local AWS.`,
    );
  }
  if (NOT_VALID.test(name)) {
    return new UserError(
      `AWS does not accept the credentials (${name}). Check AWS_PROFILE and the AWS_* variables.`,
    );
  }
  if (NOT_ALLOWED.test(name)) {
    return new UserError(`AWS does not let these credentials do this: ${message}`);
  }
  if (name === 'SyntaxError' && httpStatus(error) !== undefined) {
    return new UserError(
      `What answered HTTP ${String(httpStatus(error))} is not AWS, or not able to. Check AWS_ENDPOINT_URL and the proxy.`,
    );
  }
  return error;
}

function unreachable(reason: string, env?: Environment): UserError {
  const endpoint = awsEndpoint(env);
  return endpoint === undefined
    ? new UserError(
        `AWS cannot be reached (${reason}). Check the network and the proxy, then run this again.`,
      )
    : new UserError(
        `Nothing answers at AWS_ENDPOINT_URL = ${endpoint} (${reason}). \`pnpm local up\` starts the local AWS; unset the variable for the real one.`,
      );
}

const firstSentence = (text: string): string =>
  (text.split(/\.(\s|$)|\n/)[0] ?? text).trim() || 'none were found';
