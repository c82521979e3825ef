import { isDeepStrictEqual } from 'node:util';
import { invalidate } from '../distribution/edge-cache';
import { AwsError } from '../errors';
import type { Invalidation } from '../store';
import { checkBelow } from './checks';
import { listPage } from './list-page';
import type { Operation, Result } from './operation';
import { find, prefixedId, typeAt, type Context } from './resource-type';
import { child, malformed, parseXml, text, texts, type XmlElement } from './xml';

/** The time that a change takes to reach the edge: long enough to be seen, short enough to wait for. */
export const DEPLOYMENT_MS = 1000;

/** CreateInvalidation, GetInvalidation and ListInvalidations of a distribution. */
export function onInvalidation(
  context: Context,
  { method, path, query, body }: Operation,
): Result | undefined {
  const [, id = '', own] = /^distribution\/([^/]+)\/invalidation(?:\/([^/]+))?$/.exec(path) ?? [];
  if (id === '') return undefined;
  find(context, typeAt(context, 'distribution'), id);
  const all = (context.account.invalidations[id] ??= []);
  if (method === 'POST' && own === undefined) {
    const invalidation = create(context, id, all, parseXml(body, 'InvalidationBatch'));
    return {
      ...resultOf(context, invalidation),
      status: 201,
      location: `${path}/${invalidation.id}`,
    };
  }
  if (method !== 'GET') return undefined;
  if (own === undefined) {
    const content = listPage(all.toReversed(), query, 'InvalidationSummary', (each) =>
      summaryOf(context, each),
    );
    return { status: 200, body: { root: 'InvalidationList', content } };
  }
  const found = all.find((each) => each.id === own);
  if (found) return resultOf(context, found);
  const message = `The specified invalidation does not exist: ${own}.`;
  throw new AwsError('NoSuchInvalidation', 404, message);
}

/** How many of a distribution's invalidations the edge has not yet heard of. */
export const inProgress = ({ account, now }: Context, distributionId: string): number =>
  (account.invalidations[distributionId] ?? []).filter((each) => !isCompleted(each, now)).length;

/** The same batch sent again is the invalidation that there is. */
function create(
  { store, now }: Context,
  distributionId: string,
  all: Invalidation[],
  batch: XmlElement,
): Invalidation {
  const reference = text(batch, 'CallerReference');
  const paths = texts(batch, 'Paths');
  checkBelow(batch, 'InvalidationBatch');
  if (reference === '') throw malformed('InvalidationBatch is missing CallerReference.');
  if (paths.length === 0) throw malformed('InvalidationBatch is missing Paths.');
  const wrong = paths.find((path) => !/^\/[^*]*\*?$/.test(path));
  if (wrong !== undefined) {
    const message = `Your request contains one or more invalid invalidation paths: ${wrong}. A path begins with a slash and may have a star at its end.`;
    throw new AwsError('InvalidArgument', 400, message);
  }
  const before = all.find((each) => text(each.batch, 'CallerReference') === reference);
  if (before !== undefined) {
    if (isDeepStrictEqual(child(before.batch, 'Paths'), child(batch, 'Paths'))) return before;
    const message = `Another invalidation batch has the caller reference ${reference}, and other paths.`;
    throw new AwsError('InvalidationBatchAlreadyExists', 409, message);
  }
  const invalidation = { id: prefixedId('I'), createTime: now.toISOString(), batch };
  all.push(invalidation);
  invalidate(store.data.edgeCache, distributionId, paths);
  return invalidation;
}

const isCompleted = ({ createTime }: Invalidation, now: Date): boolean =>
  now.getTime() - Date.parse(createTime) >= DEPLOYMENT_MS;

const summaryOf = ({ now }: Context, invalidation: Invalidation): XmlElement => ({
  Id: invalidation.id,
  CreateTime: invalidation.createTime,
  Status: isCompleted(invalidation, now) ? 'Completed' : 'InProgress',
});

function resultOf(context: Context, invalidation: Invalidation): Result {
  const content = { ...summaryOf(context, invalidation), InvalidationBatch: invalidation.batch };
  return { status: 200, body: { root: 'Invalidation', content } };
}
