import { isDeepStrictEqual } from 'node:util';
import { find, invalidationStatus, typeAt, type Answer, type Context } from './context';
import { CloudFrontError, malformed } from './errors';
import { prefixedId } from './ids';
import { page } from './paging';
import { checkQuantities } from './quantities';
import type { StoredInvalidation } from '../store';
import { child, text, texts, type XmlElement } from './xml';

/** Starts an invalidation; the same caller reference with the same paths is the same invalidation. */
export function createInvalidation(
  context: Context,
  distributionId: string,
  batch: XmlElement,
): Answer {
  const invalidations = invalidationsOf(context, distributionId);
  checkBatch(batch);
  const reference = text(batch, 'CallerReference');
  const same = invalidations.find((each) => text(each.batch, 'CallerReference') === reference);
  if (same && !isDeepStrictEqual(child(same.batch, 'Paths'), child(batch, 'Paths'))) {
    throw new CloudFrontError(
      'InvalidArgument',
      400,
      `The caller reference ${reference} was already used for an invalidation of other paths.`,
    );
  }
  const invalidation = same ?? {
    id: prefixedId('I'),
    createTime: context.now.toISOString(),
    batch,
  };
  if (!same) {
    context.account.invalidations[distributionId] = [invalidation, ...invalidations];
  }
  return {
    ...answer(context, invalidation),
    status: 201,
    location: `distribution/${distributionId}/invalidation/${invalidation.id}`,
  };
}

/** One invalidation with its paths. */
export function getInvalidation(context: Context, distributionId: string, id: string): Answer {
  const found = invalidationsOf(context, distributionId).find((each) => each.id === id);
  if (found) return answer(context, found);
  throw new CloudFrontError(
    'NoSuchInvalidation',
    404,
    `The specified invalidation does not exist: ${id}.`,
  );
}

/** One page of the distribution's invalidations, newest first. */
export function listInvalidations(
  context: Context,
  distributionId: string,
  query: URLSearchParams,
): Answer {
  const content = page(
    invalidationsOf(context, distributionId),
    query,
    'InvalidationSummary',
    ({ id, createTime }) => ({
      Id: id,
      CreateTime: createTime,
      Status: invalidationStatus(createTime, context.now),
    }),
  );
  return { status: 200, body: { root: 'InvalidationList', content } };
}

function invalidationsOf(context: Context, distributionId: string): readonly StoredInvalidation[] {
  find(context, typeAt(context, 'distribution'), distributionId);
  return context.account.invalidations[distributionId] ?? [];
}

function checkBatch(batch: XmlElement): void {
  checkQuantities(batch, 'InvalidationBatch');
  const paths = texts(batch, 'Paths');
  if (text(batch, 'CallerReference') === '' || paths.length === 0) {
    throw malformed('InvalidationBatch must have a CallerReference and at least one path.');
  }
  const wrong = paths.find((path) => !path.startsWith('/'));
  if (wrong === undefined) return;
  throw new CloudFrontError(
    'InvalidArgument',
    400,
    `Your request contains one or more invalid invalidation paths: ${wrong} does not begin with /.`,
  );
}

function answer(context: Context, { id, createTime, batch }: StoredInvalidation): Answer {
  const content = {
    Id: id,
    Status: invalidationStatus(createTime, context.now),
    CreateTime: createTime,
    InvalidationBatch: batch,
  };
  return { status: 200, body: { root: 'Invalidation', content } };
}
