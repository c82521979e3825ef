import type { Call } from '../call';
import { canonicalRequest } from './canonical-request';
import { accessDenied, S3Error } from './s3-error';
import {
  ALGORITHM,
  parseAmzDate,
  parseCredential,
  stringToSign,
  verifySignature,
} from './signature-v4';
import { requireSignedHeaders } from './signed-headers';

const PARAMETERS = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];

const MAX_EXPIRES = 604_800;

/** A URL whose date is so far ahead of the clock is not valid yet. */
const MAX_AHEAD_MS = 15 * 60_000;

/** Whether a request has a signature of Signature V4, or a part of one, in its query. */
export const isPresigned = ({ url }: Call): boolean =>
  PARAMETERS.some((name) => url.searchParams.has(`X-Amz-${name}`));

/**
 * Verifies a presigned URL.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * @throws S3Error when it is not valid.
 */
export function verifyPresigned(call: Call, now: Date): void {
  const { method, target, headers, request, url } = call;
  const [algorithm = '', scope = '', signature = '', amzDate = '', names = '', expires = ''] =
    PARAMETERS.map((name) => url.searchParams.get(`X-Amz-${name}`) ?? '');
  if (!algorithm || !scope || !signature || !amzDate || !names || !expires) {
    throw malformed(
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
    );
  }
  if (algorithm !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const credential = parseCredential(scope);
  if (!credential) {
    throw malformed(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  const date = parseAmzDate(amzDate);
  if (!date) {
    throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  if (!amzDate.startsWith(credential.date)) {
    throw malformed(
      `Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    );
  }
  requireInTime(date, secondsOf(expires), now);
  const signedHeaders = names.split(';');
  requireSignedHeaders(call, signedHeaders);
  const canonical = canonicalRequest({
    ...{ method, target, signedHeaders },
    headers: request.headersDistinct,
    payloadHash:
      url.searchParams.get('X-Amz-Content-Sha256') ??
      (signedHeaders.includes('x-amz-content-sha256')
        ? String(headers['x-amz-content-sha256'])
        : 'UNSIGNED-PAYLOAD'),
  });
  verifySignature(credential, stringToSign(credential, amzDate, canonical), signature);
}

function secondsOf(expires: string): number {
  if (/^-\d+$/.test(expires)) throw malformed('X-Amz-Expires must be non-negative');
  if (!/^\d+$/.test(expires)) throw malformed('X-Amz-Expires should be a number');
  if (Number(expires) > MAX_EXPIRES) {
    throw malformed(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES} seconds`,
    );
  }
  return Number(expires);
}

function requireInTime(date: Date, seconds: number, now: Date): void {
  if (date.getTime() - now.getTime() > MAX_AHEAD_MS) throw accessDenied('Request is not yet valid');
  const end = new Date(date.getTime() + seconds * 1000);
  if (now <= end) return;
  throw accessDenied('Request has expired', {
    'X-Amz-Expires': String(seconds),
    Expires: end.toISOString(),
    ServerTime: now.toISOString(),
  });
}

const malformed = (message: string): S3Error =>
  new S3Error(400, 'AuthorizationQueryParametersError', message);
