import type { CachedAnswer } from '../store';

/** The cached answers of all distributions, the one that was asked for longest ago first. */
export type EdgeCache = Map<string, CachedAnswer>;

/** The bytes of all cached bodies together. CloudFront has no such bound; this machine has. */
export const CACHE_BYTES = 64 * 1024 * 1024;

const nameOf = (distributionId: string, key: string): string => `${distributionId} ${key}`;

/** The answer that is kept under the key, fresh or not. */
export function recall(
  cache: EdgeCache,
  distributionId: string,
  key: string,
): CachedAnswer | undefined {
  const name = nameOf(distributionId, key);
  const kept = cache.get(name);
  if (kept !== undefined) {
    cache.delete(name);
    cache.set(name, kept);
  }
  return kept;
}

/** Keeps an answer, and forgets those that were asked for longest ago where there is no room. */
export function keep(cache: EdgeCache, distributionId: string, answer: CachedAnswer): void {
  const name = nameOf(distributionId, answer.key);
  cache.delete(name);
  if (answer.body.length > CACHE_BYTES) return;
  cache.set(name, answer);
  let bytes = 0;
  for (const { body } of cache.values()) bytes += body.length;
  for (const [oldest, { body }] of cache) {
    if (bytes <= CACHE_BYTES) return;
    cache.delete(oldest);
    bytes -= body.length;
  }
}

/** Forgets a distribution's answers at those paths; a star at the end of one stands for any text. */
export function invalidate(
  cache: EdgeCache,
  distributionId: string,
  paths: readonly string[],
): void {
  for (const [name, { key }] of cache) {
    const isNamed = paths.some((path) =>
      path.endsWith('*') ? key.startsWith(path.slice(0, -1)) : key === path,
    );
    if (isNamed && name.startsWith(`${distributionId} `)) cache.delete(name);
  }
}
