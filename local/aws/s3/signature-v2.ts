import { createHmac } from 'node:crypto';
import { accessDenied, S3Error } from './s3-error';
import { requireSame, SECRET_ACCESS_KEY } from './signature-v4';
import type { S3Target } from './s3-target';
import type { Call } from '../call';

/** Parameters that belong to the resource which Signature V2 signs. */
const SUBRESOURCES =
  /^(?:acl|cors|delete|lifecycle|location|logging|notification|partNumber|policy|requestPayment|response-[a-z-]+|restore|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website)$/;

/** Whether a URL is presigned by Signature V2, as boto3 does in us-east-1 unless told otherwise. */
export const isPresignedV2 = ({ url }: Call): boolean => url.searchParams.has('AWSAccessKeyId');

/**
 * Verifies a URL presigned by Signature V2.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 * @throws S3Error when it is not valid.
 */
export function verifyPresignedV2(call: Call, target: S3Target, now: Date): void {
  const { searchParams } = call.url;
  const [accessKeyId, expires, signature] = ['AWSAccessKeyId', 'Expires', 'Signature'].map(
    (name) => searchParams.get(name) ?? '',
  );
  if (!accessKeyId || !expires || !signature) {
    throw accessDenied(
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    );
  }
  if (!/^\d+$/.test(expires)) {
    throw accessDenied(`Invalid date (should be seconds since epoch): ${expires}`);
  }
  if (Number(expires) * 1000 < now.getTime()) {
    const Expires = new Date(Number(expires) * 1000).toISOString();
    throw accessDenied('Request has expired', { Expires, ServerTime: now.toISOString() });
  }
  const text = stringToSignV2(call, target, expires);
  const expected = createHmac('sha1', SECRET_ACCESS_KEY).update(text, 'latin1').digest('base64');
  requireSame(expected, signature, { AWSAccessKeyId: accessKeyId, StringToSign: text });
}

/** @throws S3Error always: S3 takes no header of Signature V2 any more in a newer region. */
export function refuseOtherMechanism(): never {
  throw new S3Error(
    400,
    'InvalidRequest',
    'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
  );
}

function stringToSignV2(
  { method, target, headers, url, request }: Call,
  { bucket = '', isVirtualHosted }: S3Target,
  expires: string,
): string {
  // The token of a role is a parameter of the URL, and signed as if it were a header.
  const token = url.searchParams.get('x-amz-security-token');
  const amz = Object.entries({
    ...request.headersDistinct,
    ...(token !== null && { 'x-amz-security-token': [token] }),
  })
    .filter(([name]) => name.startsWith('x-amz-'))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, values]) => `${name}:${values.map((value) => value.trim()).join(',')}\n`);
  // Not sorted by the locale: by code, as the signer does.
  const subresources = [...url.searchParams]
    .filter(([name]) => SUBRESOURCES.test(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  const path = (isVirtualHosted ? `/${bucket}` : '') + (target.split('?')[0] ?? '');
  return [
    method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    expires,
    amz.join('') + path + (subresources.length > 0 ? `?${subresources.join('&')}` : ''),
  ].join('\n');
}
