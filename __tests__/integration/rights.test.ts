import path from 'node:path';
import { DeleteTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteVpcCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it, jest } from '@jest/globals';
import {
  bucketName,
  deployRoleName,
  planRoleName,
  storeRoleName,
  stateKey,
  tableName,
} from '../../src/config/names';
import type { Environment } from '../../src/config/environment';
import { clientSettings } from '../../src/aws/clients';
import { addedToDev, addToDev } from '../support/by-hand';
import { committed, config } from '../support/config';
import { failureOf } from '../support/failure-of';
import { remains } from '../support/remains';
import { heldLocks, onAws, type Case } from '../support/snapshots';
import { stageClients, type StageClients } from '../support/stage-clients';
import { passMinute, run } from '../support/test-aws';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

const ACCOUNT = '123456789012';

/** The environment of who has assumed that role. */
async function as(role: string, { aws }: Case): Promise<Environment> {
  const sts = new STSClient(clientSettings('us-east-1', aws.env));
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      RoleSessionName: 'suite',
    }),
  );
  return {
    ...aws.env,
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
  };
}

/** Runs one of the project's commands to its end, which must be a good one. */
async function succeed(...[script, args, env]: Parameters<typeof run>): Promise<void> {
  const { code, output } = await run(script, args, env);
  if (code !== 0) throw new Error(`${args.join(' ')}: ${String(code)}\n${output}`);
}

const [DEPLOY, PLAN] = [deployRoleName('dev'), planRoleName('dev')];

/** What AWS says to a role that may not. */
const notAuthorized = (role: string, action: string, on: string, reason = NO_POLICY): string =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/${role}/suite is not authorized to perform: ${action} on resource: ${on} because no ${reason} allows the ${action} action`;

const NO_POLICY = 'identity-based policy';

describe("a stage with its own roles' rights", () => {
  it.concurrent(
    'is planned, deployed, verified and destroyed, and nothing beyond them is',
    onAws('with-github', async (on) => {
      const deploy = await as(DEPLOY, on);
      const plan = await as(PLAN, on);

      const out = path.join(on.aws.directory, 'plan');
      const planDev = ['plan', 'dev', '--no-lock'];
      const planning = [...planDev, '--out', out, '--accept-changes'];
      // A pull request plans, and neither applies nor stores.
      await succeed('src/ops/cli.ts', planning, plan);
      for (const command of [
        ['apply', 'dev', '--plan', out],
        [...planning, '--store'],
      ]) {
        expect(await run('src/ops/cli.ts', command, plan)).toMatchObject({
          code: 1,
          output: expect.stringMatching(
            /refuses these credentials|is\s+not\s+authorized/,
          ) as unknown,
        });
      }
      const storing = ['plan', 'dev', '--store', '--accept-changes'];
      await succeed('src/ops/cli.ts', storing, await as(storeRoleName('dev'), on));
      const [stored] = await storedPlans(on);
      const apply = ['apply', 'dev', '--stored', stored?.id ?? ''];
      await succeed('src/ops/cli.ts', apply, deploy);
      expect(await storedPlans(on)).toEqual([]);
      // Exit code 0: there is nothing to do.
      await succeed('src/ops/cli.ts', planDev, plan);
      // A new alarm is not OK before.
      await passMinute(on.aws);
      await succeed('src/ops/cli.ts', ['verify', 'dev'], deploy);
      const takeAwayTheRest = await addToDev(on.clients);
      expect(await addedToDev(on.clients)).toEqual([
        'by-hand',
        'attached by-hand',
        'port 22',
        'route',
      ]);
      await changeEverything(on, deploy);
      expect(await addedToDev(on.clients)).toEqual([]);
      await takeAwayTheRest();

      await expectRefusals(on, stageClients(deploy), stageClients(plan));

      await succeed('src/ops/cli.ts', ['destroy', 'dev', '--yes'], deploy);
      const { roles, ...left } = await remains(on.clients);
      expect([...roles].sort()).toEqual(
        committed.stages
          .flatMap(({ name }) => [deployRoleName(name), planRoleName(name), storeRoleName(name)])
          .sort(),
      );
      const there = Object.entries(left).filter(([, all]) => (all?.length ?? 0) > 0);
      expect(Object.fromEntries(there)).toEqual({
        tables: ['image-service-state-lock'],
        buckets: ['lego-moc-image-service-state'],
        records: ['NS lego-api.com.', 'SOA lego-api.com.'],
      });
      expect(await heldLocks(on.clients)).toEqual([]);
    }),
  );
});

/** Every version of every stored plan of dev: what was removed for good is in none. */
async function storedPlans({ clients }: Case): Promise<{ readonly id: string }[]> {
  const Prefix = 'image-service-plans/dev/';
  const listed = { Bucket: config.shared.stateBucketName, Prefix };
  const { Versions = [], DeleteMarkers = [] } = await clients.s3.send(
    new ListObjectVersionsCommand(listed),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => ({ id: Key.slice(Prefix.length) }));
}

/** Changes the tags of all resources, and what the stage's own variables reach. */
async function changeEverything({ aws }: Case, deploy: Environment): Promise<void> {
  const env = {
    ...deploy,
    IMAGE_SERVICE_REPOSITORY: 'lego-moc/renamed',
    IMAGE_SERVICE_DEV_UPLOAD_ORIGINS: 'https://other.lego-api.com',
    IMAGE_SERVICE_DEV_JWT_AUDIENCES: 'other',
  };
  const out = path.join(aws.directory, 'changed');
  await succeed('src/ops/cli.ts', ['plan', 'dev', '--out', out, '--accept-changes'], env);
  await succeed('src/ops/cli.ts', ['apply', 'dev', '--plan', out], env);
}

async function expectRefusals(on: Case, deploy: StageClients, plan: StageClients): Promise<void> {
  const table = { TableName: tableName('dev') };
  const arn = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${table.TableName}`;
  expect(await failureOf(plan.dynamodb.send(new DeleteTableCommand(table)))).toBe(
    `AccessDeniedException: ${notAuthorized(PLAN, 'dynamodb:DeleteTable', arn)}`,
  );

  const bucket = { Bucket: bucketName({ name: 'prod' }) };
  await on.clients.s3.send(new CreateBucketCommand(bucket));
  expect(await failureOf(deploy.s3.send(new DeleteBucketCommand(bucket)))).toBe(
    `AccessDenied: ${notAuthorized(DEPLOY, 's3:DeleteBucket', `arn:aws:s3:::${bucket.Bucket}`)}`,
  );
  await on.clients.s3.send(new DeleteBucketCommand(bucket));

  const state = { Bucket: config.shared.stateBucketName, Key: stateKey('prod') };
  expect(await failureOf(deploy.s3.send(new GetObjectCommand(state)))).toBe(
    `AccessDenied: ${notAuthorized(DEPLOY, 's3:GetObject', `arn:aws:s3:::${state.Bucket}/${state.Key}`)}`,
  );

  // Not even its own stage's.
  const lock = { LockID: { S: `${state.Bucket}/${stateKey('dev')}` } };
  const locks = config.shared.stateLockTableName;
  const put = new PutItemCommand({ TableName: locks, Item: lock });
  expect(await failureOf(plan.dynamodb.send(put))).toBe(
    `AccessDeniedException: ${notAuthorized(PLAN, 'dynamodb:PutItem', `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/${locks}`)}`,
  );

  const { Vpcs = [] } = await on.clients.ec2.send(new DescribeVpcsCommand({}));
  const { VpcId = '' } = Vpcs.find(({ IsDefault }) => IsDefault) ?? {};
  expect(await failureOf(deploy.ec2.send(new DeleteVpcCommand({ VpcId })))).toBe(
    `UnauthorizedOperation: You are not authorized to perform this operation. ${notAuthorized(DEPLOY, 'ec2:DeleteVpc', `arn:aws:ec2:us-east-1:${ACCOUNT}:vpc/${VpcId}`)}`,
  );

  const RoleName = 'image-service-dev-other';
  const role = { RoleName, AssumeRolePolicyDocument: '{}' };
  expect(await failureOf(deploy.iam.send(new CreateRoleCommand(role)))).toBe(
    `AccessDenied: ${notAuthorized(DEPLOY, 'iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/${RoleName}`)}`,
  );

  expect(await failureOf(deploy.sqs.send(new ListQueuesCommand({})))).toBe(
    `AccessDeniedException: User: arn:aws:sts::${ACCOUNT}:assumed-role/${DEPLOY}/suite is not authorized to perform: sqs:ListQueues because no ${NO_POLICY} allows the sqs:ListQueues action`,
  );
}
