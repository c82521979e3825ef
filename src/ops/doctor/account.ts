import { ListDistributionsCommand } from '@aws-sdk/client-cloudfront';
import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { denies, PLAIN_HTTP } from '../../aws/bucket-policy';
import { backendOf, failed, notMade, ok, skipped, type Examination, type Finding } from './finding';

const REPAIR = 'Run `pnpm ops bootstrap`, which puts it right.';

/** What the account that the credentials belong to needs. */
export const ACCOUNT: readonly Examination[] = [
  {
    id: 'credentials',
    title: 'AWS credentials',
    examine: async (context) => ok(`account ${await backendOf(context).account()}`),
  },
  {
    id: 'cloudfront',
    title: 'CloudFront',
    examine: async ({ clients, isLocal }) => {
      if (isLocal) return skipped('the local AWS verifies no accounts');
      const { DistributionList } = await clients.cloudfront.send(
        new ListDistributionsCommand({ MaxItems: 1 }),
      );
      return (DistributionList?.Quantity ?? 0) > 0
        ? ok('the account has distributions')
        : skipped(
            'the account has no distribution yet: AWS may refuse the first one of a new account (AccessDenied, "Your account must be verified") until AWS Support has verified it. Ask AWS Support before the first deploy',
          );
    },
  },
  {
    id: 'state-bucket',
    title: 'State bucket',
    examine: async (context) => {
      const own = backendOf(context);
      const name = await own.bucketName();
      const owner = await own.account().catch(() => undefined);
      return (await own.hasBucket(name, owner)) ? ok(name) : notMade(name);
    },
  },
  {
    id: 'state-versioning',
    title: 'State bucket: versions',
    examine: async (context) => {
      const { Status = 'never enabled' } = await context.clients.s3.send(
        new GetBucketVersioningCommand({ Bucket: await backendOf(context).bucketName() }),
      );
      return good(Status === 'Enabled', Status);
    },
  },
  {
    id: 'state-encryption',
    title: 'State bucket: encryption',
    examine: async (context) => {
      const { ServerSideEncryptionConfiguration: found } = await context.clients.s3.send(
        new GetBucketEncryptionCommand({ Bucket: await backendOf(context).bucketName() }),
      );
      const algorithm = found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      return good(algorithm !== undefined, algorithm ?? 'none');
    },
  },
  {
    id: 'state-public-access',
    title: 'State bucket: public access',
    examine: async (context) => {
      const { PublicAccessBlockConfiguration: block = {} } = await context.clients.s3.send(
        new GetPublicAccessBlockCommand({ Bucket: await backendOf(context).bucketName() }),
      );
      const settings = [
        block.BlockPublicAcls,
        block.BlockPublicPolicy,
        block.IgnorePublicAcls,
        block.RestrictPublicBuckets,
      ];
      const isBlocked = settings.every((setting) => setting === true);
      return isBlocked ? ok('blocked') : failed('not all blocked', REPAIR);
    },
  },
  {
    id: 'state-tls',
    title: 'State bucket: TLS only',
    examine: async (context) => {
      const bucket = await backendOf(context).bucketName();
      const { Policy } = await context.clients.s3.send(
        new GetBucketPolicyCommand({ Bucket: bucket }),
      );
      const isDenied = denies(Policy, bucket, PLAIN_HTTP);
      return isDenied ? ok('plain HTTP denied') : failed('plain HTTP not denied', REPAIR);
    },
  },
  {
    id: 'state-lock-table',
    title: 'State lock table',
    examine: async (context) => {
      const { stateLockTableName: name } = context.config.shared;
      return (await backendOf(context).hasLockTable()) ? ok(name) : notMade(name);
    },
  },
];

const good = (isGood: boolean, found: string): Finding =>
  isGood ? ok(found) : failed(found, REPAIR);
