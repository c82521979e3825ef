import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AwsRequest } from './aws-request';
import { scopeHeaders } from './aws-request';
import { readBody } from './read-body';

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
 * CreateBucket and such a DELETE for a DeleteBucket. They last as long as the gateway, like moto's data.
 */
export class BucketMetrics {
  private readonly configurations = new Map<string, Map<string, string>>();

  constructor(private readonly motoUrl: string) {}

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
      this.configurations.delete(key);
      refuse(response, 'NoSuchBucket', 'The specified bucket does not exist');
      return;
    }
    const kept = this.configurations.get(key) ?? new Map<string, string>();
    this.configurations.set(key, kept);
    if (id === undefined) {
      respond(response, 200, list([...kept.values()]));
    } else if (request.method === 'PUT') {
      kept.set(id, body.replace(/^\s*<\?xml[^>]*\?>\s*/, ''));
      respond(response, 200, '');
    } else if (!kept.has(id)) {
      refuse(response, 'NoSuchConfiguration', 'The specified configuration does not exist.');
    } else if (request.method === 'DELETE') {
      kept.delete(id);
      respond(response, 204, '');
    } else {
      respond(response, 200, kept.get(id) ?? '');
    }
  }

  private hasBucket(bucket: string, { accountId, region }: AwsRequest): Promise<boolean> {
    const { hostname, port } = new URL(this.motoUrl);
    return new Promise((resolve, reject) => {
      const headers = scopeHeaders({ service: 's3', region, accountId });
      httpRequest({ hostname, port, method: 'HEAD', path: `/${bucket}`, headers, agent: false })
        .once('response', (answer) => {
          answer.resume();
          resolve(answer.statusCode === 200);
        })
        .once('error', reject)
        .end();
    });
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
