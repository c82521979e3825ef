import type { Answer, Route } from './call';
import { AwsError } from './errors';
import type { Moto } from './moto';
import type { Store } from './store';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * S3's request metrics configurations, addressed by path as Terraform and the SDK do with an IP
 * endpoint. moto does not know `?metrics` and would take such a PUT for a CreateBucket and such a
 * DELETE for a DeleteBucket.
 */
export const bucketMetrics =
  (moto: Moto, store: Store): Route =>
  async ({ method, url, signed, body }) => {
    if (signed?.service !== 's3' || !url.searchParams.has('metrics')) return undefined;
    const bucket = url.pathname.replaceAll('/', '');
    const id = url.searchParams.get('id');
    const key = `${signed.accountId}/${bucket}`;
    const head = { service: 's3', method: 'HEAD', path: `/${bucket}` };
    if (!(await moto.ask(signed, head)).ok) {
      store.forgetBucketMetrics(key);
      throw new AwsError('NoSuchBucket', 404, 'The specified bucket does not exist');
    }
    const kept = store.bucketMetrics(key);
    if (id === null) return xml(list(Object.values(kept).map((each) => each.xml)));
    if (method === 'PUT') {
      const document = (await body()).toString('utf8').replace(/^\s*<\?xml[^>]*\?>\s*/, '');
      kept[id] = { region: signed.region, xml: document };
      return { status: 200 };
    }
    const configuration = kept[id];
    if (configuration === undefined) {
      throw new AwsError('NoSuchConfiguration', 404, 'The specified configuration does not exist.');
    }
    if (method !== 'DELETE') return xml(configuration.xml);
    Reflect.deleteProperty(kept, id);
    return { status: 204 };
  };

const list = (configurations: readonly string[]): string =>
  `<ListMetricsConfigurationsResult xmlns="${NAMESPACE}">${configurations.join('')}<IsTruncated>false</IsTruncated></ListMetricsConfigurationsResult>`;

const xml = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
});
