import { child, text, texts, type XmlElement } from '../cloudfront/xml';

/** What a viewer asks a distribution for. */
export interface ViewerRequest {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

/**
 * The key that the cache policy makes of a request: the path, and those query strings that belong to it.
 * An invalidation names the same.
 */
export function cacheKeyOf(policy: XmlElement, { path, query }: ViewerRequest): string {
  const parameters = child(policy, 'ParametersInCacheKeyAndForwardedToOrigin');
  const config = child(parameters, 'QueryStringsConfig');
  const behavior = text(config, 'QueryStringBehavior');
  const named = texts(config, 'QueryStrings');
  const isNamed = (pair: string): boolean => named.includes(pair.split('=')[0] ?? '');
  const inKey = query
    .split('&')
    .filter(
      (pair) =>
        pair !== '' &&
        (behavior === 'all' ||
          (behavior === 'whitelist' && isNamed(pair)) ||
          (behavior === 'allExcept' && !isNamed(pair))),
    );
  return inKey.length === 0 ? path : `${path}?${inKey.join('&')}`;
}
