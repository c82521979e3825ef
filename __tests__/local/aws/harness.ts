import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFrontClient, type DistributionConfig } from '@aws-sdk/client-cloudfront';
import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach } from '@jest/globals';
import { faultRules } from '../../../local/aws/fault';
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

const stops: (() => unknown)[] = [];

/** Has something stopped at the end of the test that has started it, or for which a hook has. */
export function stopAfterTest(stop: () => unknown): void {
  stops.push(stop);
}

afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

/** A gateway before a made-up moto, with a clock that the test moves. */
export interface Harness {
  readonly url: string;
  /** What the gateway said of the functions it ran. */
  readonly log: string[];
  /** What a test may set of the gateway. */
  readonly settings: Settings;
  /** Sets the rules by which calls fail. */
  setFaults(rules: readonly object[]): void;
  /** Moves the gateway's clock. */
  advance(milliseconds: number): void;
  /** A client for CloudFront whose access key id is the account. */
  cloudFront(account?: string): CloudFrontClient;
  /** Stops the gateway and goes on with another one, restored from a snapshot of it. */
  restore(): Promise<void>;
}

/** The gateway's clock at the start. */
const START = Date.parse('2030-01-01T00:00:00Z');

/** Any client's settings; its access key id is the account. */
export const settingsFor = (
  { url }: Pick<Harness, 'url'>,
  accessKeyId = '111122223333',
  secretAccessKey = 'none',
) => ({
  ...{ endpoint: url, region: 'us-east-1', maxAttempts: 1 },
  credentials: { accessKeyId, secretAccessKey },
});

/** An `Authorization` header that says for whom, where and for which service a request is; nobody signed it. */
export const signedAs = (
  service: string,
  accessKeyId = '111122223333',
  region = 'us-east-1',
): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20300101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** A client that is destroyed after the test. */
export function untilTheEnd<Client extends { destroy(): void }>(client: Client): Client {
  stopAfterTest(() => {
    client.destroy();
  });
  return client;
}

/** A client for S3 by the gateway's clock: what S3 is asked must be signed well. */
export const s3Client = (gateway: Pick<Harness, 'url'>, secretAccessKey = 'local'): S3Client =>
  untilTheEnd(
    new S3Client({
      ...settingsFor(gateway, undefined, secretAccessKey),
      ...{ forcePathStyle: true, systemClockOffset: START - Date.now() },
    }),
  );

/** A client for CloudWatch. */
export const cloudWatchClient = (
  gateway: Pick<Harness, 'url'>,
  config: CloudWatchClientConfig = {},
): CloudWatchClient => untilTheEnd(new CloudWatchClient({ ...settingsFor(gateway), ...config }));

/** What the made-up moto is asked with. */
export const MOTO_TOKEN = 'of moto';

/** Starts a gateway; moto answers as told, or 404 to everything. */
export async function startGateway(
  answer: RequestListener = notFound,
  added: Pick<GatewayProps, 'held' | 'local' | 'issuer' | 'evaluate' | 'recordMetric'> = {},
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
  stopAfterTest(() => Promise.all([close(gateway), close(upstream)]));
  return {
    get url() {
      return url;
    },
    get settings() {
      return store.data.settings;
    },
    log: lines,
    setFaults: (rules) => {
      store.data.faults = faultRules.parse(rules);
    },
    advance: (milliseconds) => {
      time += milliseconds;
    },
    cloudFront: (account) => untilTheEnd(new CloudFrontClient(settingsFor({ url }, account))),
    restore: async () => {
      await close(gateway);
      store = Store.restore(store.snapshot());
      gateway = createGateway({ moto, store, codeDirectory, now, log, ...added });
      url = await listen(gateway);
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
