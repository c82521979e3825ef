import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFrontClient, type DistributionConfig } from '@aws-sdk/client-cloudfront';
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { createGateway, type GatewayProps } from '../../../local/aws/gateway';
import { Store, type Settings } from '../../../local/aws/store';
import { temporaryDirectory } from '../../support/temporary';

/** Starts the server on a free loopback port. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Stops the server with its open connections. */
export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** A gateway before a made-up moto, with a clock that the test moves. */
export interface Harness {
  readonly url: string;
  /** What the gateway said of the functions it ran. */
  readonly log: string[];
  /** What a test may set of the gateway. */
  readonly settings: Settings;
  /** Moves the gateway's clock. */
  advance(milliseconds: number): void;
  /** A client for CloudFront whose access key id is the account. */
  cloudFront(account?: string): CloudFrontClient;
  /** Stops the gateway and goes on with another one, restored from a snapshot of it. */
  restore(): Promise<void>;
  stop(): Promise<void>;
}

/** The gateway's clock at the start. */
const START = Date.parse('2030-01-01T00:00:00Z');

/** A client for S3 by the gateway's clock: what S3 is asked must be signed well. */
export const s3Client = (gateway: Pick<Harness, 'url'>): S3Client =>
  new S3Client({
    endpoint: gateway.url,
    region: 'us-east-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'local' },
    forcePathStyle: true,
    systemClockOffset: START - Date.now(),
    maxAttempts: 1,
  });

/** A client for CloudWatch whose access key id is the account. */
export const cloudWatchClient = (
  gateway: Pick<Harness, 'url'>,
  config: CloudWatchClientConfig = {},
): CloudWatchClient =>
  new CloudWatchClient({
    ...{ endpoint: gateway.url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'none' },
    ...config,
  });

/** What the made-up moto is asked with. */
export const MOTO_TOKEN = 'of moto';

/** Starts a gateway; moto answers as told, or 404 to everything. */
export async function startGateway(
  answer: RequestListener = notFound,
  added: Pick<GatewayProps, 'local' | 'issuer' | 'evaluate' | 'recordMetric'> = {},
): Promise<Harness> {
  const upstream = createServer(answer);
  const moto = { url: await listen(upstream), token: MOTO_TOKEN };
  const codeDirectory = temporaryDirectory();
  let store = Store.restore();
  let time = START;
  const now = (): Date => new Date(time);
  const lines: string[] = [];
  const log = (line: string): void => {
    lines.push(line);
  };
  let gateway = createGateway({ moto, store, codeDirectory, now, log, ...added });
  let url = await listen(gateway);
  const clients: CloudFrontClient[] = [];
  return {
    get url() {
      return url;
    },
    get settings() {
      return store.settings;
    },
    log: lines,
    advance: (milliseconds) => {
      time += milliseconds;
    },
    cloudFront: (account = '111122223333') => {
      const client = new CloudFrontClient({
        endpoint: url,
        region: 'us-east-1',
        credentials: { accessKeyId: account, secretAccessKey: 'none' },
        maxAttempts: 1,
      });
      clients.push(client);
      return client;
    },
    restore: async () => {
      await close(gateway);
      store = Store.restore(store.snapshot());
      gateway = createGateway({ moto, store, codeDirectory, now, log, ...added });
      url = await listen(gateway);
    },
    stop: async () => {
      clients.forEach((client) => {
        client.destroy();
      });
      await Promise.all([close(gateway), close(upstream)]);
    },
  };
}

/** The least a distribution needs, with what the test adds. */
export function distributionConfig(added: Partial<DistributionConfig> = {}): DistributionConfig {
  return {
    CallerReference: 'reference',
    Comment: 'images',
    Enabled: true,
    Origins: { Quantity: 1, Items: [{ Id: 'bucket', DomainName: 'b.s3.amazonaws.com' }] },
    DefaultCacheBehavior: { TargetOriginId: 'bucket', ViewerProtocolPolicy: 'https-only' },
    ...added,
  };
}

/** A distribution's behaviour with the policies, besides what it needs. */
export function behavior(
  policies: Partial<NonNullable<DistributionConfig['DefaultCacheBehavior']>>,
): NonNullable<DistributionConfig['DefaultCacheBehavior']> {
  return { TargetOriginId: 'bucket', ViewerProtocolPolicy: 'https-only', ...policies };
}

const notFound: RequestListener = (_request, response) => {
  response.writeHead(404).end();
};
