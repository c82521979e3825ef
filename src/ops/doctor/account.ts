import {
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { STATE_STACK } from '../../config/names';
import { denies, PLAIN_HTTP } from '../bucket-policy';
import { StateBackend } from '../state-backend';
import type { DoctorContext, Examination, Finding } from './finding';
import { failed, ok } from './finding';

const BOOTSTRAP = 'Run `pnpm ops bootstrap`.';
const REPAIR = `Run \`pnpm cdktf deploy ${STATE_STACK}\`, which puts it right.`;

/** What the account that the credentials belong to needs. */
export const ACCOUNT: readonly Examination[] = [
  {
    id: 'credentials',
    title: 'AWS credentials',
    examine: async (context) => ok(`account ${await backend(context).account()}`),
  },
  {
    id: 'state-bucket',
    title: 'State bucket',
    examine: async (context) => {
      const { stateBucketName: name } = context.config.shared;
      return (await backend(context).hasBucket())
        ? ok(name)
        : failed(`${name} does not exist`, BOOTSTRAP);
    },
  },
  {
    id: 'state-versioning',
    title: 'State bucket: versions',
    examine: async ({ clients, config }) => {
      const { Status = 'never enabled' } = await clients.s3.send(
        new GetBucketVersioningCommand({ Bucket: config.shared.stateBucketName }),
      );
      return good(Status === 'Enabled', Status);
    },
  },
  {
    id: 'state-encryption',
    title: 'State bucket: encryption',
    examine: async ({ clients, config }) => {
      const { ServerSideEncryptionConfiguration: found } = await clients.s3.send(
        new GetBucketEncryptionCommand({ Bucket: config.shared.stateBucketName }),
      );
      const algorithm = found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      return good(algorithm !== undefined, algorithm ?? 'none');
    },
  },
  {
    id: 'state-public-access',
    title: 'State bucket: public access',
    examine: async ({ clients, config }) => {
      const { PublicAccessBlockConfiguration: block = {} } = await clients.s3.send(
        new GetPublicAccessBlockCommand({ Bucket: config.shared.stateBucketName }),
      );
      const settings = [
        block.BlockPublicAcls,
        block.BlockPublicPolicy,
        block.IgnorePublicAcls,
        block.RestrictPublicBuckets,
      ];
      const isBlocked = settings.every((setting) => setting === true);
      return good(isBlocked, isBlocked ? 'blocked' : 'not all blocked');
    },
  },
  {
    id: 'state-tls',
    title: 'State bucket: TLS only',
    examine: async ({ clients, config }) => {
      const { stateBucketName: bucket } = config.shared;
      const { Policy } = await clients.s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
      const isDenied = denies(Policy, bucket, PLAIN_HTTP);
      return good(isDenied, isDenied ? 'plain HTTP denied' : 'plain HTTP not denied');
    },
  },
  {
    id: 'state-lock-table',
    title: 'State lock table',
    examine: async (context) => {
      const { stateLockTableName: name } = context.config.shared;
      return (await backend(context).hasLockTable())
        ? ok(name)
        : failed(`${name} does not exist`, BOOTSTRAP);
    },
  },
];

const good = (isGood: boolean, found: string): Finding =>
  isGood ? ok(found) : failed(found, REPAIR);

const backend = ({ config, clients, env }: DoctorContext): StateBackend =>
  new StateBackend(config.shared, clients, env);
