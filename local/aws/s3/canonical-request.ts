import { createHash } from 'node:crypto';

/** What of an HTTP request Signature V4 covers. */
export interface CanonicalInput {
  readonly method: string;
  /** The request target as it came. */
  readonly target: string;
  readonly headers: NodeJS.Dict<string[]>;
  readonly signedHeaders: readonly string[];
  readonly payloadHash: string;
}

/**
 * Signature V4's canonical request by the rules of S3: the path is encoded once, and not normalised.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function canonicalRequest(input: CanonicalInput): string {
  const { method, target, headers, signedHeaders, payloadHash } = input;
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const names = [...signedHeaders].sort();
  return [
    method,
    encode(decode(path), /[^\w.~/-]/g),
    canonicalQuery(query),
    ...names.map((name) => `${name}:${canonicalValue(headers[name])}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
}

/** The SHA-256 of a text whose characters are bytes, as those of a request target and of headers are. */
export const hashOf = (bytes: string): string =>
  createHash('sha256').update(bytes, 'latin1').digest('hex');

const canonicalQuery = (query: string): string =>
  query
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
    .map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return [name, value].map((part) => encode(decode(part.replace(/\+/g, ' ')), /[^\w.~-]/g));
    })
    .map(([name = '', value = '']) => ({ name, value }))
    .sort((one, other) => compare(one.name, other.name) || compare(one.value, other.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const canonicalValue = (values: readonly string[] = []): string =>
  values.map((value) => value.trim().replace(/ +/g, ' ')).join(',');

const decode = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

const encode = (bytes: string, reserved: RegExp): string =>
  bytes.replace(
    reserved,
    (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
