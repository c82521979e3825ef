import { createHash } from 'node:crypto';
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  CreateCachePolicyCommand,
  CreateDistributionCommand,
  CreateOriginAccessControlCommand,
  CreateResponseHeadersPolicyCommand,
  type CachePolicyConfig,
  type CloudFrontClient,
  type DefaultCacheBehavior,
  type DistributionConfig,
  type ParametersInCacheKeyAndForwardedToOrigin,
  type ResponseHeadersPolicyConfig,
} from '@aws-sdk/client-cloudfront';
import type { MetricValue } from '../../../../local/aws/record-metric';
import { startGateway, type Harness } from '../harness';
import { originAccessControl } from '../resource-configs';

/** An object as the made-up moto keeps it. */
export interface Kept {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Viewed {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface ViewOptions {
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** @default the distribution's, `.cloudfront.localhost` */
  readonly host?: string;
  readonly body?: string;
}

/** What of the policies that a distribution is created with differs from dev's. */
interface Policies {
  readonly cacheKey?: Partial<ParametersInCacheKeyAndForwardedToOrigin>;
  readonly headers?: Partial<ResponseHeadersPolicyConfig>;
}

export interface DistributionHarness extends Harness {
  readonly client: CloudFrontClient;
  /** By bucket and key, e.g. `pics/a.png`. */
  readonly objects: Record<string, Kept>;
  /** By bucket; each may be asked for its ARN. */
  readonly policies: Record<string, unknown>;
  /** What every bucket answers to GetBucketCors; empty for none. */
  readonly cors: { rules: string };
  /** What moto was asked besides buckets' settings: request lines with the headers that reached it. */
  readonly asked: { readonly line: string; readonly headers: IncomingHttpHeaders }[];
  /** What moto waits for before it answers for an object, and how often nobody waited with it. */
  readonly hold: { until: Promise<void>; left: number };
  readonly metrics: MetricValue[];
  /** Creates a distribution before `pics` that the bucket lets in. @returns its id. */
  create(
    config?: Partial<DistributionConfig>,
    behavior?: Partial<DefaultCacheBehavior>,
    policies?: Policies,
  ): Promise<string>;
  /** Asks a distribution. */
  view(id: string, path: string, options?: ViewOptions): Promise<Viewed>;
}

export const ACCOUNT = '111122223333';

/** The statement that dev's bucket has for its distribution. */
export const allowDistribution = (id: string, bucket = 'pics') => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${bucket}/*`,
  Condition: {
    StringEquals: { 'aws:SourceArn': `arn:aws:cloudfront::${ACCOUNT}:distribution/${id}` },
  },
});

/** A bucket's origin with the access control. */
export const bucketOrigin = (bucket: string, OriginAccessControlId = '') => ({
  Id: bucket,
  DomainName: `${bucket}.s3.us-east-1.amazonaws.com`,
  OriginAccessControlId,
  S3OriginConfig: { OriginAccessIdentity: '' },
});

/** dev's cache policy: nothing of a request but its path tells answers apart. */
const cachePolicy = (
  Name: string,
  parameters: Partial<ParametersInCacheKeyAndForwardedToOrigin> = {},
): CachePolicyConfig => ({
  Name,
  MinTTL: 0,
  DefaultTTL: 86_400,
  MaxTTL: 31_536_000,
  ParametersInCacheKeyAndForwardedToOrigin: {
    EnableAcceptEncodingBrotli: false,
    EnableAcceptEncodingGzip: false,
    HeadersConfig: { HeaderBehavior: 'none' },
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
    ...parameters,
  },
});

/** dev's response headers policy, as src/constructs/delivery/image-response-headers.ts has it. */
export const responseHeaders = (
  Name: string,
  origin = 'https://app.example',
): ResponseHeadersPolicyConfig => ({
  Name,
  CorsConfig: {
    AccessControlAllowCredentials: false,
    AccessControlAllowHeaders: { Quantity: 1, Items: ['*'] },
    AccessControlAllowMethods: { Quantity: 2, Items: ['GET', 'HEAD'] },
    AccessControlAllowOrigins: { Quantity: 1, Items: [origin] },
    AccessControlExposeHeaders: { Quantity: 1, Items: ['ETag'] },
    AccessControlMaxAgeSec: 3600,
    OriginOverride: true,
  },
  SecurityHeadersConfig: {
    StrictTransportSecurity: {
      AccessControlMaxAgeSec: 63_072_000,
      IncludeSubdomains: true,
      Preload: true,
      Override: true,
    },
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'DENY', Override: true },
    ReferrerPolicy: { ReferrerPolicy: 'strict-origin-when-cross-origin', Override: true },
  },
  CustomHeadersConfig: {
    Quantity: 1,
    Items: [{ Header: 'Cross-Origin-Resource-Policy', Value: 'cross-origin', Override: true }],
  },
});

/** How long dev keeps errors. */
export const ERRORS = {
  Quantity: 6,
  Items: [403, 404, 500, 502, 503, 504].map((ErrorCode) => ({
    ErrorCode,
    ErrorCachingMinTTL: 10,
  })),
};

/** Starts a gateway before a made-up moto with buckets that hold what the test puts there. */
export async function startDistributions(): Promise<DistributionHarness> {
  const objects: Record<string, Kept> = {};
  const policies: Record<string, unknown> = {};
  const asked: DistributionHarness['asked'] = [];
  const metrics: MetricValue[] = [];
  const cors = { rules: '' };
  const hold = { until: Promise.resolve(), left: 0 };
  const moto: RequestListener = (request, response) => {
    const { method = '', url = '', headers } = request;
    const [, bucket = '', setting] = /^\/([^/]*)\?(policy|cors|publicAccessBlock)$/.exec(url) ?? [];
    if (setting !== undefined) {
      const kept = { policy: policies[bucket], cors: cors.rules, publicAccessBlock: '' }[setting];
      response.writeHead(kept ? 200 : 404);
      response.end(typeof kept === 'string' ? kept : JSON.stringify(kept));
      return;
    }
    asked.push({ line: `${method} ${url}`, headers });
    response.once('close', () => {
      if (!response.writableEnded) hold.left += 1;
    });
    void hold.until.then(() => {
      answerFor(objects[decodeURIComponent(url.slice(1))], request, response);
    });
  };
  const gateway = await startGateway(moto, {
    recordMetric: ({ accountId, region }, metric) => {
      if (accountId !== ACCOUNT || region !== 'us-east-1') throw new Error(`not in ${region}`);
      metrics.push(metric);
    },
  });
  const client = gateway.cloudFront(ACCOUNT);
  let made = 0;
  const harness = {
    ...{ client, objects, policies, cors, asked, hold, metrics },
    create: async (
      config: Partial<DistributionConfig> = {},
      behavior: Partial<DefaultCacheBehavior> = {},
      { cacheKey, headers }: Policies = {},
    ) => {
      made += 1;
      const name = `made-${made}`;
      const { OriginAccessControl } = await client.send(
        new CreateOriginAccessControlCommand({
          OriginAccessControlConfig: originAccessControl(name),
        }),
      );
      const { CachePolicy } = await client.send(
        new CreateCachePolicyCommand({ CachePolicyConfig: cachePolicy(name, cacheKey) }),
      );
      const { ResponseHeadersPolicy } = await client.send(
        new CreateResponseHeadersPolicyCommand({
          ResponseHeadersPolicyConfig: { ...responseHeaders(name), ...headers },
        }),
      );
      const { Distribution } = await client.send(
        new CreateDistributionCommand({
          DistributionConfig: {
            CallerReference: name,
            Comment: '',
            Enabled: true,
            Origins: { Quantity: 1, Items: [bucketOrigin('pics', OriginAccessControl?.Id)] },
            DefaultCacheBehavior: {
              TargetOriginId: 'pics',
              ViewerProtocolPolicy: 'redirect-to-https',
              CachePolicyId: CachePolicy?.Id,
              ResponseHeadersPolicyId: ResponseHeadersPolicy?.Id,
              ...behavior,
            },
            CustomErrorResponses: ERRORS,
            ...config,
          },
        }),
      );
      const id = Distribution?.Id ?? '';
      policies.pics ??= { Statement: [allowDistribution(id)] };
      return id;
    },
    view: (id: string, path: string, options: ViewOptions = {}) => {
      const { method = 'GET', headers = {}, body } = options;
      const { host = `${id.toLowerCase()}.cloudfront.localhost:4580` } = options;
      return new Promise<Viewed>((resolve, reject) => {
        // Not fetch: it would resolve dots and decompress.
        const { hostname, port } = new URL(gateway.url);
        const request = httpRequest({
          hostname,
          port,
          path,
          method,
          headers: { ...headers, host },
        });
        request.once('error', reject).once('response', (response) => {
          const { statusCode: status, headers: got } = response;
          buffer(response).then((read) => {
            resolve({ status, headers: got, body: read, text: read.toString() });
          }, reject);
        });
        request.end(body);
      });
    },
  };
  // Not a copy: some of the gateway's properties change.
  return Object.assign(gateway, harness);
}

function answerFor(
  object: Kept | undefined,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  if (object === undefined) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const etag = `"${createHash('md5').update(object.body).digest('hex')}"`;
  const isSame = headers['if-none-match'] === etag;
  response.writeHead(isSame ? 304 : 200, {
    server: 'Werkzeug',
    etag,
    'last-modified': 'Tue, 01 Jan 2030 00:00:00 GMT',
    ...(!isSame && { 'content-type': 'image/png', ...object.headers }),
  });
  response.end(isSame ? undefined : object.body);
}
