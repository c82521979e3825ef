import type { IncomingHttpHeaders } from 'node:http';
import { child, text, texts, type XmlElement } from '../cloudfront/xml';

/** What a viewer asks a distribution for. */
export interface ViewerRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
}

/** What tells a cached answer from others. */
export interface CacheKey {
  /** The path and those query strings that belong to the key: what an invalidation names. */
  readonly url: string;
  /** Headers, cookies and encodings that belong to the key. */
  readonly varies: string;
}

/** The key that the cache policy makes of a request. */
export function cacheKeyOf(policy: XmlElement, request: ViewerRequest): CacheKey {
  const parameters = child(policy, 'ParametersInCacheKeyAndForwardedToOrigin');
  const queryStrings = queryStringsInKey(child(parameters, 'QueryStringsConfig'), request.query);
  const cookies = cookiesInKey(child(parameters, 'CookiesConfig'), request.headers.cookie ?? '');
  const headers = texts(child(parameters, 'HeadersConfig'), 'Headers').map((name) => {
    const lower = name.toLowerCase();
    return `${lower}: ${String(request.headers[lower] ?? '')}`;
  });
  const encodings = acceptedEncodings(policy, request.headers).join(', ');
  return {
    url: queryStrings === '' ? request.path : `${request.path}?${queryStrings}`,
    varies: JSON.stringify([headers, cookies, encodings]),
  };
}

/** The encodings that the viewer takes and the cache policy enables, the preferred one first. */
export function acceptedEncodings(
  policy: XmlElement,
  { 'accept-encoding': accepted = '' }: IncomingHttpHeaders,
): readonly Encoding[] {
  const parameters = child(policy, 'ParametersInCacheKeyAndForwardedToOrigin');
  const taken = accepted
    .toLowerCase()
    .split(',')
    .map((each) => each.replace(/\s/g, ''))
    .filter((each) => !/;q=0(?:\.0*)?$/.test(each))
    .map((each) => each.split(';')[0]);
  return ENCODINGS.filter(
    ({ name, enabledBy }) => text(parameters, enabledBy) === 'true' && taken.includes(name),
  ).map(({ name }) => name);
}

const ENCODINGS = [
  { name: 'br', enabledBy: 'EnableAcceptEncodingBrotli' },
  { name: 'gzip', enabledBy: 'EnableAcceptEncodingGzip' },
] as const;

export type Encoding = (typeof ENCODINGS)[number]['name'];

function queryStringsInKey(config: XmlElement, query: string): string {
  const named = texts(config, 'QueryStrings');
  return chosen(text(config, 'QueryStringBehavior'), named, query.split('&')).join('&');
}

function cookiesInKey(config: XmlElement, cookies: string): readonly string[] {
  const all = cookies.split(';').map((each) => each.trim());
  return chosen(text(config, 'CookieBehavior'), texts(config, 'Cookies'), all);
}

/** Those of the `name=value` texts that the policy's behavior takes into the key. */
function chosen(
  behavior: string,
  named: readonly string[],
  all: readonly string[],
): readonly string[] {
  const isNamed = (pair: string): boolean => named.includes(pair.split('=')[0] ?? '');
  return all.filter(
    (pair) =>
      pair !== '' &&
      (behavior === 'all' ||
        (behavior === 'whitelist' && isNamed(pair)) ||
        (behavior === 'allExcept' && !isNamed(pair))),
  );
}
