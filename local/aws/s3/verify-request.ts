import type { Call } from '../call';
import { AwsError } from '../errors';
import { canonicalRequest } from './canonical-request';
import {
  accessDenied,
  ALGORITHM,
  otherMechanism,
  parseAmzDate,
  parseCredential,
  stringToSign,
  verifySignature,
} from './signature-v4';

/** S3 takes a signature for so long before and after its date, a presigned URL for so long before it. */
const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRES = 604_800;

const PARAMETERS = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];

const IN_HEADER =
  /^AWS4-HMAC-SHA256 +Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([\da-f]+)$/;

/**
 * Verifies a request's signature in its Authorization header or in its query. The body is not read:
 * the signature covers what `x-amz-content-sha256` says of it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 * @returns whether there is one.
 * @throws AwsError when it is not valid.
 */
export function verifyRequest(call: Call, now: Date): boolean {
  const { authorization } = call.headers;
  const { searchParams } = call.url;
  const isPresigned = PARAMETERS.some((name) => searchParams.has(`X-Amz-${name}`));
  const isV2 = searchParams.has('AWSAccessKeyId');
  if (authorization !== undefined && (isPresigned || isV2)) {
    throw new AwsError(
      'InvalidArgument',
      400,
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
      { ArgumentName: 'Authorization', ArgumentValue: authorization },
    );
  }
  if (isPresigned) verifyQuery(call, now);
  else if (isV2) throw otherMechanism();
  else if (authorization === undefined) return false;
  else if (!authorization.startsWith(ALGORITHM)) throw otherMechanism();
  else verifyHeader(call, authorization, now);
  return true;
}

function verifyHeader(call: Call, authorization: string, now: Date): void {
  const malformed = (reason: string): AwsError =>
    new AwsError(
      'AuthorizationHeaderMalformed',
      400,
      `The authorization header is malformed; ${reason}`,
    );
  const [, scope = '', names = '', signature = ''] = IN_HEADER.exec(authorization.trim()) ?? [];
  const payloadHash = call.headers['x-amz-content-sha256'];
  if (typeof payloadHash !== 'string') {
    throw new AwsError(
      'InvalidRequest',
      400,
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  const { date, amzDate } = dateOf(call);
  verify(call, { scope, amzDate, names, signature, payloadHash, malformed }, () => {
    if (Math.abs(now.getTime() - date.getTime()) <= MAX_SKEW_MS) return;
    throw new AwsError(
      'RequestTimeTooSkewed',
      403,
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: amzDate,
        ServerTime: now.toISOString(),
        MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
      },
    );
  });
}

/** The date of `x-amz-date`, which goes before that of `Date`. */
function dateOf({ headers }: Call): { readonly amzDate: string; readonly date: Date } {
  const sent = headers['x-amz-date'];
  const date = typeof sent === 'string' ? parseAmzDate(sent) : new Date(headers.date ?? '');
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw accessDenied('AWS authentication requires a valid Date or x-amz-date header');
  }
  return { date, amzDate: date.toISOString().replace(/[-:]|\.\d+/g, '') };
}

function verifyQuery(call: Call, now: Date): void {
  const malformed = (message: string): AwsError =>
    new AwsError('AuthorizationQueryParametersError', 400, message);
  const { searchParams } = call.url;
  const [algorithm = '', scope = '', signature = '', amzDate = '', names = '', expires = ''] =
    PARAMETERS.map((name) => searchParams.get(`X-Amz-${name}`) ?? '');
  if (!algorithm || !scope || !signature || !amzDate || !names || !expires) {
    throw malformed(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  if (algorithm !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const date = parseAmzDate(amzDate);
  if (!date) {
    throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  if (/^-\d+$/.test(expires)) throw malformed('X-Amz-Expires must be non-negative');
  if (!/^\d+$/.test(expires)) throw malformed('X-Amz-Expires should be a number');
  if (Number(expires) > MAX_EXPIRES) {
    throw malformed(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES} seconds`,
    );
  }
  const isHashSigned = names.split(';').includes('x-amz-content-sha256');
  const payloadHash =
    searchParams.get('X-Amz-Content-Sha256') ??
    (isHashSigned ? String(call.headers['x-amz-content-sha256']) : 'UNSIGNED-PAYLOAD');
  verify(call, { scope, amzDate, names, signature, payloadHash, malformed }, () => {
    if (date.getTime() - now.getTime() > MAX_SKEW_MS) {
      throw accessDenied('Request is not yet valid');
    }
    const end = new Date(date.getTime() + Number(expires) * 1000);
    if (now <= end) return;
    throw accessDenied('Request has expired', {
      'X-Amz-Expires': expires,
      Expires: end.toISOString(),
      ServerTime: now.toISOString(),
    });
  });
}

interface Signed {
  /** The credential's text. */
  readonly scope: string;
  readonly amzDate: string;
  /** The names of the signed headers, with semicolons between. */
  readonly names: string;
  readonly signature: string;
  readonly payloadHash: string;
  readonly malformed: (message: string) => AwsError;
}

/** What a signature in a header and one in a query have in common. */
function verify(call: Call, signed: Signed, requireInTime: () => void): void {
  const { method, target, request } = call;
  const { scope, amzDate, signature, payloadHash, malformed } = signed;
  const credential = parseCredential(scope);
  if (!credential) {
    throw malformed(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (!amzDate.startsWith(credential.date)) {
    throw malformed(
      `Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    );
  }
  requireInTime();
  const signedHeaders = signed.names.split(';');
  requireSignedHeaders(call, signedHeaders);
  const headers = request.headersDistinct;
  const canonical = canonicalRequest({ method, target, headers, signedHeaders, payloadHash });
  verifySignature(credential, stringToSign(credential, amzDate, canonical), signature);
}

/** Requires that a signature covers the host and every `x-amz-` header that came. */
function requireSignedHeaders({ headers }: Call, signedHeaders: readonly string[]): void {
  const unsigned = Object.keys(headers).filter(
    (name) =>
      (name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256')) &&
      !signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return;
  throw accessDenied('There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
}
