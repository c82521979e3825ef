import { createHmac, timingSafeEqual } from 'node:crypto';
import { hashOf } from './canonical-request';
import { S3Error } from './s3-error';

/** The secret of every access key in the local AWS. */
export const SECRET_ACCESS_KEY = 'local';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Signature V4's credential: an access key within a scope. */
export interface Credential {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** Undefined for what is no credential of S3. An access key id may itself hold slashes. */
export function parseCredential(text: string): Credential | undefined {
  const match = /^(.+)\/(\d{8})\/([^/]+)\/(s3)\/aws4_request$/.exec(text);
  const [, accessKeyId = '', date = '', region = '', service = ''] = match ?? [];
  return match ? { accessKeyId, date, region, service } : undefined;
}

/** Signature V4's date and time, e.g. `20300101T000000Z`; undefined for any other form. */
export function parseAmzDate(text: string): Date | undefined {
  if (!/^\d{8}T\d{6}Z$/.test(text)) return undefined;
  const date = new Date(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6.000Z'));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** What is signed of a request. */
export const stringToSign = (
  { date, region, service }: Credential,
  amzDate: string,
  canonical: string,
): string =>
  [ALGORITHM, amzDate, `${date}/${region}/${service}/aws4_request`, hashOf(canonical)].join('\n');

/**
 * Compares a signature with that of the secret which every access key has.
 * @throws S3Error SignatureDoesNotMatch.
 */
export function verifySignature(
  { accessKeyId, date, region, service }: Credential,
  text: string,
  signature: string,
): void {
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${SECRET_ACCESS_KEY}`,
  );
  const expected = createHmac('sha256', key).update(text).digest('hex');
  requireSame(expected, signature, { AWSAccessKeyId: accessKeyId, StringToSign: text });
}

/** @throws S3Error SignatureDoesNotMatch. */
export function requireSame(
  expected: string,
  signature: string,
  details: Readonly<Record<string, string>>,
): void {
  const [one, other] = [Buffer.from(expected), Buffer.from(signature)];
  if (one.length === other.length && timingSafeEqual(one, other)) return;
  throw new S3Error(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { ...details, SignatureProvided: signature },
  );
}
