import { elements, text, type XmlElement } from '../cloudfront/xml';

type Headers = Readonly<Record<string, string>>;

/**
 * How many seconds an origin's answer is fresh: what it says itself, within the cache policy's bounds.
 * Undefined for one that is not kept.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
 */
export function timeToLive(policy: XmlElement, headers: Headers, now: Date): number | undefined {
  const least = Number(text(policy, 'MinTTL'));
  const most = Math.max(least, Number(text(policy, 'MaxTTL')));
  if (hasDirective(headers, 'no-store|no-cache|private')) return least > 0 ? least : undefined;
  const said = secondsSaid(headers, now);
  if (said === undefined) return Math.max(least, Number(text(policy, 'DefaultTTL')));
  return Math.min(most, Math.max(least, said));
}

/** Errors that are kept whether or not their distribution says for how long. */
const ALWAYS_KEPT = [404, 405, 414, 500, 501, 502, 503, 504];

/** How long an error is kept unless the distribution says otherwise. */
const ERROR_SECONDS = 10;

/**
 * How many seconds an origin's error is kept: the minimum that the distribution has for its status, or
 * longer where the origin says so. Undefined for one that is not kept.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 */
export function errorTimeToLive(
  config: XmlElement,
  status: number,
  headers: Headers,
): number | undefined {
  const said = maxAge(headers);
  const configured = text(errorResponse(config, status), 'ErrorCachingMinTTL');
  if (configured !== '') return Math.max(Number(configured), said ?? 0);
  if (!ALWAYS_KEPT.includes(status) && said === undefined) return undefined;
  return Math.max(ERROR_SECONDS, said ?? 0);
}

/** The distribution's custom error response for a status; empty without one. */
const errorResponse = (config: XmlElement, status: number): XmlElement =>
  elements(config, 'CustomErrorResponses').find(
    (each) => text(each, 'ErrorCode') === String(status),
  ) ?? {};

function secondsSaid(headers: Headers, now: Date): number | undefined {
  const age = maxAge(headers);
  if (age !== undefined || headers.expires === undefined) return age;
  const until = Date.parse(headers.expires);
  // A date that is none has passed.
  return Number.isNaN(until) ? 0 : Math.max(0, Math.floor((until - now.getTime()) / 1000));
}

function maxAge({ 'cache-control': control = '' }: Headers): number | undefined {
  const [, seconds] = /\bs-maxage=(\d+)/i.exec(control) ?? /\bmax-age=(\d+)/i.exec(control) ?? [];
  return seconds === undefined ? undefined : Number(seconds);
}

const hasDirective = ({ 'cache-control': control = '' }: Headers, names: string): boolean =>
  new RegExp(`(?:^|,)\\s*(?:${names})\\s*(?:,|=|$)`, 'i').test(control);
