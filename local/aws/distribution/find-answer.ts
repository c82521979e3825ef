import { text } from '../cloudfront/xml';
import type { CachedAnswer } from '../store';
import { askBucket, type OriginAnswer, type OriginProps } from './bucket-origin';
import { behaviorOf } from './cache-behavior';
import { cacheKeyOf, type CacheKey, type ViewerRequest } from './cache-key';
import { compressed } from './compression';
import { keep, recall, type EdgeCache } from './edge-cache';
import { errorResponse, errorTimeToLive, timeToLive } from './time-to-live';

export interface EdgeProps extends OriginProps {
  readonly cache: EdgeCache;
  readonly now: Date;
}

/** Where an answer came from. */
export type Source = 'Hit' | 'RefreshHit' | 'Miss';

/** An answer to a GET, whole, before anything is added for the viewer. */
export interface FoundAnswer extends OriginAnswer {
  readonly source: Source;
  /** Whether the origin answered with an error, whatever status an error page gave it. */
  readonly isError: boolean;
  /** When the origin said so. */
  readonly storedAt: Date;
}

/** The answer to a request for an object: from the cache while it is fresh there, else from the origin. */
export async function findAnswer(props: EdgeProps, request: ViewerRequest): Promise<FoundAnswer> {
  const { cache, now, distribution, behavior } = props;
  const key = cacheKeyOf(behavior.cachePolicy, request);
  const kept = recall(cache, distribution.id, key);
  if (kept !== undefined && isFresh(kept, now)) {
    return { ...kept, source: 'Hit', storedAt: new Date(kept.storedAt) };
  }
  const etag = kept?.isError === false ? kept.headers.etag?.replace(/^W\//, '') : undefined;
  const asked = await askBucket(props, request, etag);
  if (kept !== undefined && asked.status === 304) {
    const { etag: _, ...confirmed } = asked.headers;
    return found(props, key, { ...kept, headers: { ...kept.headers, ...confirmed } }, 'RefreshHit');
  }
  const answer = await compressed(behavior, request, asked);
  return found(props, key, asked.status < 400 ? answer : await errorPage(props, request, answer));
}

/** What the origin has just said, or confirmed of what is kept; kept for as long as it is fresh. */
function found(
  { cache, now, distribution, behavior, call }: EdgeProps,
  key: CacheKey,
  { status, headers, body, originStatus = status }: OriginAnswer & { originStatus?: number },
  source: Source = 'Miss',
): FoundAnswer {
  const isError = originStatus >= 400;
  const freshSeconds = isError
    ? errorTimeToLive(distribution.config, originStatus, headers)
    : timeToLive(behavior.cachePolicy, headers, now);
  const answer = { status, headers: { ...headers, date: now.toUTCString() }, body, isError };
  // The request to the origin ended with the viewer's: what came of it says nothing.
  if (freshSeconds !== undefined && !call.gone.aborted) {
    const storedAt = now.toISOString();
    keep(cache, distribution.id, key, { ...answer, url: key.url, storedAt, freshSeconds });
  }
  return { ...answer, source, storedAt: now };
}

/** The distribution's own page in the place of an origin's error; the error where there is none. */
async function errorPage(
  props: EdgeProps,
  request: ViewerRequest,
  error: OriginAnswer,
): Promise<OriginAnswer & { readonly originStatus: number }> {
  const { distribution } = props;
  const configured = errorResponse(distribution.config, error.status);
  const path = text(configured, 'ResponsePagePath');
  const originStatus = error.status;
  if (path === '') return { ...error, originStatus };
  const behavior = behaviorOf(distribution, path);
  const page = await askBucket({ ...props, behavior }, { ...request, path, query: '' });
  if (page.status !== 200) return { ...error, originStatus };
  return {
    ...page,
    status: Number(text(configured, 'ResponseCode')) || originStatus,
    originStatus,
  };
}

const isFresh = ({ storedAt, freshSeconds }: CachedAnswer, now: Date): boolean =>
  now.getTime() - Date.parse(storedAt) < freshSeconds * 1000;
