import { randomInt, randomUUID } from 'node:crypto';

const UPPERCASE_ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** An id as CloudFront makes them: the prefix and 13 characters, e.g. `EDFDVBD632BHDS`. */
export function prefixedId(prefix: string): string {
  const characters = Array.from({ length: 13 }, () =>
    UPPERCASE_ALPHANUMERIC.charAt(randomInt(UPPERCASE_ALPHANUMERIC.length)),
  );
  return prefix + characters.join('');
}

/** The id of a policy. */
export function policyId(): string {
  return randomUUID();
}

/** A version of a resource, as `ETag` and `If-Match` carry it. */
export function newETag(): string {
  return prefixedId('E');
}
