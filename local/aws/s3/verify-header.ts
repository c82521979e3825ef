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

/** S3 takes a signature for so long before and after its date. */
const MAX_SKEW_MS = 15 * 60_000;

const PARTS =
  /^AWS4-HMAC-SHA256 +Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([\da-f]+)$/;

/**
 * Verifies the signature in a request's Authorization header. The body is not read: the header
 * covers what `x-amz-content-sha256` says of it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
 * @throws S3Error when it is not valid.
 */
export function verifyHeader(call: Call, now: Date): void {
  const { method, target, headers, request } = call;
  const [, scope = '', names = '', signature = ''] =
    PARTS.exec(headers.authorization?.trim() ?? '') ?? [];
  const credential = parseCredential(scope);
  if (!credential) {
    throw malformed(
      `The authorization header is malformed; it must be ${ALGORITHM} with a Credential, SignedHeaders and a Signature.`,
    );
  }
  const payloadHash = headers['x-amz-content-sha256'];
  if (typeof payloadHash !== 'string') {
    throw new S3Error(
      400,
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  const { amzDate, date } = dateOf(call);
  if (!amzDate.startsWith(credential.date)) {
    throw malformed(
      `The authorization header is malformed; Invalid credential date "${credential.date}". This date is not the same as X-Amz-Date: "${amzDate.slice(0, 8)}".`,
    );
  }
  if (Math.abs(now.getTime() - date.getTime()) > MAX_SKEW_MS) {
    throw new S3Error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: amzDate,
        ServerTime: now.toISOString(),
        MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
      },
    );
  }
  const signedHeaders = names.split(';');
  requireSignedHeaders(call, signedHeaders);
  const canonical = canonicalRequest({
    ...{ method, target, signedHeaders, payloadHash },
    headers: request.headersDistinct,
  });
  verifySignature(credential, stringToSign(credential, amzDate, canonical), signature);
}

const malformed = (message: string): S3Error =>
  new S3Error(400, 'AuthorizationHeaderMalformed', message);

/** The date of `x-amz-date`, which goes before that of `Date`. */
function dateOf({ headers }: Call): { readonly amzDate: string; readonly date: Date } {
  const sent = headers['x-amz-date'];
  const date = typeof sent === 'string' ? parseAmzDate(sent) : new Date(headers.date ?? '');
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw accessDenied('AWS authentication requires a valid Date or x-amz-date header');
  }
  return { date, amzDate: date.toISOString().replace(/[-:]|\.\d+/g, '') };
}
