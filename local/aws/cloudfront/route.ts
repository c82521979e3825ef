import type { Aws } from '../aws';
import type { Route } from '../call';
import { AwsError } from '../errors';
import { perform } from './operations';
import { resourceTypes } from './resource-types';
import { buildXml } from './xml';

const VERSION = '2020-05-31';

/** CloudFront's control plane. */
export const cloudFront =
  ({ moto, store, now }: Aws): Route =>
  async ({ signed, method, url, headers, body: read }) => {
    if (signed?.service !== 'cloudfront') return undefined;
    const { accountId } = signed;
    const [, version = '', ...segments] = url.pathname.split('/');
    if (version !== VERSION) {
      const message = `The API version must be ${VERSION}, not "${version}".`;
      throw new AwsError('InvalidArgument', 400, message);
    }
    const sent = (await read()).toString('utf8');
    const account = store.account(accountId);
    const { status, etag, location, body } = await perform(
      { moto, store, types: resourceTypes, accountId, account, now: now() },
      {
        method,
        path: segments.filter((segment) => segment !== '').join('/'),
        query: url.searchParams,
        ifMatch: headers['if-match'],
        body: sent,
      },
    );
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
