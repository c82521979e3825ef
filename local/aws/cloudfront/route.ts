import type { Route } from '../call';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import type { Store } from '../store';
import { perform } from './control-plane';
import type { ResourceType } from './resource-type';
import { resourceTypes } from './resource-types';
import { buildXml } from './xml';

const VERSION = '2020-05-31';

export interface CloudFrontProps {
  readonly moto: Moto;
  readonly store: Store;
  readonly now: () => Date;
  /** @default every type there is */
  readonly types?: readonly ResourceType[];
}

/** CloudFront's control plane. */
export const cloudFront =
  ({ moto, store, now, types = resourceTypes }: CloudFrontProps): Route =>
  async (call) => {
    if (call.signed?.service !== 'cloudfront') return undefined;
    const { accountId } = call.signed;
    const [, version, ...segments] = call.url.pathname.split('/');
    if (version !== VERSION) {
      const message = `The API version must be ${VERSION}, not "${version ?? ''}".`;
      throw new AwsError('InvalidArgument', 400, message);
    }
    const text = (await call.body()).toString('utf8');
    const context = {
      moto,
      store,
      types,
      accountId,
      account: store.account(accountId),
      now: now(),
    };
    const { status, etag, location, body } = await perform(context, {
      method: call.method,
      path: segments.filter((segment) => segment !== '').join('/'),
      query: call.url.searchParams,
      ifMatch: call.headers['if-match'],
      body: text,
    });
    return {
      status,
      headers: {
        ...(etag !== undefined && { etag }),
        ...(location !== undefined && {
          location: `https://cloudfront.amazonaws.com/${VERSION}/${location}`,
        }),
        ...(body && { 'content-type': 'text/xml' }),
      },
      ...(body && { body: buildXml(body.root, body.content) }),
    };
  };
