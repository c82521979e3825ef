import type { CachedAnswer } from '../store';
import { askBucket, type OriginAnswer, type OriginProps } from './bucket-origin';
import { cacheKeyOf, type ViewerRequest } from './cache-key';
import { keep, recall, type EdgeCache } from './edge-cache';
import { errorTimeToLive, timeToLive } from './time-to-live';

export interface EdgeProps extends OriginProps {
  readonly cache: EdgeCache;
  readonly now: Date;
}

/** Where an answer came from. */
type Source = 'Hit' | 'RefreshHit' | 'Miss';

/** An answer to a GET, whole, before anything is added for the viewer. */
export interface FoundAnswer extends OriginAnswer {
  readonly source: Source;
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
  const etag = kept?.status === 200 ? kept.headers.etag : undefined;
  const asked = await askBucket(props, request.path, etag);
  if (kept === undefined || asked.status !== 304) return found(props, key, asked, 'Miss');
  const { etag: _, ...confirmed } = asked.headers;
  return found(props, key, { ...kept, headers: { ...kept.headers, ...confirmed } }, 'RefreshHit');
}

/** What the origin has just said, or confirmed of what is kept; kept for as long as it is fresh. */
function found(
  { cache, now, distribution, behavior, call }: EdgeProps,
  key: string,
  { status, headers, body }: OriginAnswer,
  source: Source,
): FoundAnswer {
  const freshSeconds =
    status < 400
      ? timeToLive(behavior.cachePolicy, headers, now)
      : errorTimeToLive(distribution.config, status, headers);
  const answer = { status, headers: { ...headers, date: now.toUTCString() }, body };
  // The request to the origin ended with the viewer's: what came of it says nothing.
  if (freshSeconds !== undefined && !call.gone.aborted) {
    keep(cache, distribution.id, { ...answer, key, storedAt: now.toISOString(), freshSeconds });
  }
  return { ...answer, source, storedAt: now };
}

const isFresh = ({ storedAt, freshSeconds }: CachedAnswer, now: Date): boolean =>
  now.getTime() - Date.parse(storedAt) < freshSeconds * 1000;
