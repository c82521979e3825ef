import { createHmac, timingSafeEqual } from 'node:crypto';
import { AwsError } from '../errors';
import { hashOf } from './canonical-request';

/** The secret of every access key in the local AWS. */
export const SECRET_ACCESS_KEY = 'local';

export const ALGORITHM = 'AWS4-HMAC-SHA256';

export const accessDenied = (
  message = 'Access Denied',
  details?: Readonly<Record<string, string>>,
): AwsError => new AwsError('AccessDenied', 403, message, details);

/** S3's refusal of Signature V2, as in every region that was launched since 2014, and of what is no signature. */
export const otherMechanism = (): AwsError =>
  new AwsError(
    'InvalidRequest',
    400,
    `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
  );

/** Signature V4's credential: an access key within a scope. */
export interface Credential {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
}

/** Undefined for what is no credential of S3. An access key id may itself hold slashes. */
export function parseCredential(text: string): Credential | undefined {
  const match = /^(.+)\/(\d{8})\/([^/]+)\/s3\/aws4_request$/.exec(text);
  const [, accessKeyId = '', date = '', region = ''] = match ?? [];
  return match ? { accessKeyId, date, region } : undefined;
}

/** Signature V4's date and time, e.g. `20300101T000000Z`; undefined for any other form. */
export function parseAmzDate(text: string): Date | undefined {
  if (!/^\d{8}T\d{6}Z$/.test(text)) return undefined;
  const date = new Date(text.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6.000Z'));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** What is signed of a request. */
export const stringToSign = (
  { date, region }: Credential,
  amzDate: string,
  canonical: string,
): string =>
  [ALGORITHM, amzDate, `${date}/${region}/s3/aws4_request`, hashOf(canonical)].join('\n');

/**
 * Compares a signature with that of the secret which every access key has.
 * @throws AwsError SignatureDoesNotMatch.
 */
export function verifySignature(
  { accessKeyId, date, region }: Credential,
  text: string,
  signature: string,
): void {
  const key = [date, region, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${SECRET_ACCESS_KEY}`,
  );
  const expected = createHmac('sha256', key).update(text).digest();
  const sent = Buffer.from(signature, 'hex');
  if (expected.length === sent.length && timingSafeEqual(expected, sent)) return;
  throw new AwsError(
    'SignatureDoesNotMatch',
    403,
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    { AWSAccessKeyId: accessKeyId, StringToSign: text, SignatureProvided: signature },
  );
}
