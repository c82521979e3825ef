import { GetObjectCommand, NoSuchBucket, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { currentEnvironment } from '../src/config/environment';
import type { AccountConfig } from '../src/config/accounts';
import { accountsOf } from '../src/config/accounts';
import type { Config } from '../src/config/schema';
import { awsClients } from '../src/aws/clients';
import { allStacks } from '../src/terraform/state/context';
import { localEnvironment } from './account';
import type { Instance } from './instance';
import { endpoint } from './settings';

/** A stack and how many resources its state holds; undefined if it has none. */
export interface DeployedStack {
  readonly stack: string;
  readonly resources: number | undefined;
}

/** What is deployed in the local AWS, by the states in its bucket. */
export async function deployedStacks(config: Config, port: number): Promise<DeployedStack[]> {
  return (await Promise.all(accountsOf(config).map((one) => deployedIn(one, port)))).flat();
}

async function deployedIn(config: AccountConfig, port: number): Promise<DeployedStack[]> {
  const { stateRegion, stateBucketName: bucket } = config.shared;
  const { s3 } = awsClients(
    stateRegion,
    localEnvironment(
      { accountId: config.account, region: stateRegion },
      port,
      currentEnvironment(),
    ),
  );
  return Promise.all(
    allStacks(config).map(async ({ name, key }) => ({
      stack: name,
      resources: await resourcesIn(s3, bucket, key),
    })),
  );
}

async function resourcesIn(s3: S3Client, Bucket: string, Key: string): Promise<number | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const { resources = [] } = JSON.parse((await Body?.transformToString()) ?? '{}') as {
      resources?: { mode: string; instances: unknown[] }[];
    };
    return resources
      .filter(({ mode }) => mode === 'managed')
      .reduce((sum, { instances }) => sum + instances.length, 0);
  } catch (error) {
    if (error instanceof NoSuchBucket || error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** What `pnpm local status` prints. */
export function statusText(instance: Instance, stacks: readonly DeployedStack[]): string {
  const width = Math.max(...stacks.map(({ stack }) => stack.length));
  return [
    `The local AWS runs at ${endpoint(instance.port)}`,
    `  process  ${instance.pid}, since ${instance.startedAt}`,
    `  moto     ${instance.moto.description} (process ${instance.moto.pid}, port ${instance.moto.port})`,
    '',
    ...stacks.map(({ stack, resources }) => `  ${stack.padEnd(width)}  ${deployedText(resources)}`),
    '',
    'Try: pnpm local deploy dev',
    '     pnpm local exec -- aws sts get-caller-identity',
    '     pnpm local down',
  ].join('\n');
}

function deployedText(resources: number | undefined): string {
  if (resources === undefined) return 'never deployed';
  return resources === 0 ? 'destroyed' : `${resources} resources`;
}
