import { awsEndpoint, awsProfile, type Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { certificateFault } from './certificate-fault';

/** The parts of an AWS or network error that tell what is wrong. */
interface AwsFailure {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const EXPIRED = /^(ExpiredToken|ExpiredTokenException)$/;
/** What the SDK says itself where it looks for credentials. */
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError)$/;
const SIGN_IN = /\b(session|token)\b.*\bexpired\b|\baws sso login\b/i;
/** AWS takes a signature of five minutes, S3 of fifteen. */
const SKEWED = /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/;
const SKEWED_SIGNATURE = /^Signature (expired|not yet current)\b/;
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
export function explainAwsError(
  error: unknown,
  env?: Environment,
  now: () => Date = () => new Date(),
): unknown {
  if (error instanceof UserError) return error;
  const { name = '', code = '', message = '' } = error as AwsFailure;
  if (UNREACHABLE.test(code) || UNREACHABLE.test(name)) return unreachable(code || name, env);
  const server = awsEndpoint(env) ?? 'AWS';
  const fault = certificateFault(error, server, 'NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE');
  if (fault !== undefined) return fault;
  if (SKEWED.test(name) || SKEWED_SIGNATURE.test(message))
    return skewed(error as AwsFailure, now());
  if (EXPIRED.test(name) || (NO_CREDENTIALS.test(name) && SIGN_IN.test(message))) {
    return new UserError(
      'The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    );
  }
  if (NO_CREDENTIALS.test(name)) {
    const profile = awsProfile(env);
    if (profile !== undefined) {
      return new UserError(
        `No AWS credentials from AWS_PROFILE = "${profile}": ${firstSentence(message)}. Name a profile that \`aws configure list-profiles\` lists, or unset the variable.`,
      );
    }
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
    return new UserError(
      `AWS does not let these credentials do this: ${message.replace(/\.$/, '')}. Use others (AWS_PROFILE), or have the right given.`,
    );
  }
  if (name === 'SyntaxError' && httpStatus(error) !== undefined) {
    return new UserError(
      `What answered HTTP ${String(httpStatus(error))} is not AWS, or not able to. Check AWS_ENDPOINT_URL and the proxy.`,
    );
  }
  return error;
}

/** AWS says what time it is in the answer's `Date` header. */
function skewed({ $response }: AwsFailure, now: Date): UserError {
  const theirs = Date.parse($response?.headers?.date ?? '');
  const times = Number.isNaN(theirs)
    ? ''
    : `: here it is ${utc(now)}, at AWS ${utc(new Date(theirs))}`;
  return new UserError(
    `This machine's clock is wrong${times}. AWS takes no request that was signed over five minutes before or after. Set the clock, by NTP.`,
  );
}

const utc = (time: Date): string => time.toISOString().replace(/\.\d+Z$/, 'Z');

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
