import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AwsRequest } from './aws-request';
import { scopeHeaders } from './aws-request';
import { fetchMoto, type MotoServer } from './moto-api';
import { readBody } from './read-body';
import type { Store } from './store';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** One `?metrics` request, addressed by path as Terraform and the SDK do with an IP endpoint. */
interface MetricsRequest {
  readonly bucket: string;
  /** Absent when all configurations are listed. */
  readonly id: string | undefined;
}

/** Whether the request is about the request metrics of a bucket. */
export function metricsRequest(
  request: IncomingMessage,
  service: string,
): MetricsRequest | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://local');
  if (service !== 's3' || !searchParams.has('metrics')) return undefined;
  return { bucket: pathname.replaceAll('/', ''), id: searchParams.get('id') ?? undefined };
}

/**
 * S3's request metrics configurations. moto does not know `?metrics` and would take such a PUT for a
 * CreateBucket and such a DELETE for a DeleteBucket.
 */
export class BucketMetrics {
  constructor(
    private readonly moto: MotoServer,
    private readonly store: Store,
  ) {}

  /** Answers put, get, list and delete. */
  async answer(
    { bucket, id }: MetricsRequest,
    signed: AwsRequest,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = (await readBody(request)).toString('utf8');
    const key = `${signed.accountId}/${bucket}`;
    if (!(await this.hasBucket(bucket, signed))) {
      this.store.forgetBucketMetrics(key);
      refuse(response, 'NoSuchBucket', 'The specified bucket does not exist');
      return;
    }
    const kept = this.store.bucketMetrics(key);
    const configuration = kept[id ?? ''];
    if (id === undefined) {
      respond(response, 200, list(Object.values(kept)));
    } else if (request.method === 'PUT') {
      kept[id] = body.replace(/^\s*<\?xml[^>]*\?>\s*/, '');
      respond(response, 200, '');
    } else if (configuration === undefined) {
      refuse(response, 'NoSuchConfiguration', 'The specified configuration does not exist.');
    } else if (request.method === 'DELETE') {
      Reflect.deleteProperty(kept, id);
      respond(response, 204, '');
    } else {
      respond(response, 200, configuration);
    }
  }

  private async hasBucket(bucket: string, { accountId, region }: AwsRequest): Promise<boolean> {
    const headers = scopeHeaders({ service: 's3', region, accountId });
    return (await fetchMoto(this.moto, `/${bucket}`, { method: 'HEAD', headers })).ok;
  }
}

function list(configurations: readonly string[]): string {
  return `<ListMetricsConfigurationsResult xmlns="${NAMESPACE}">${configurations.join('')}<IsTruncated>false</IsTruncated></ListMetricsConfigurationsResult>`;
}

function refuse(response: ServerResponse, code: string, message: string): void {
  respond(response, 404, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function respond(response: ServerResponse, status: number, xml: string): void {
  const body = xml === '' ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`;
  response.writeHead(status, { 'Content-Type': 'application/xml' }).end(body);
}
