import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CreateTableCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { awsClients } from '../../../src/aws/clients';
import type { Environment } from '../../../src/config/environment';
import type { StageRun } from '../../../src/cdktf/stage-run';
import { watchedRun } from '../../../src/cdktf/stage-run';
import { placeLockFile } from '../../../src/terraform/lock-file';
import { StateStore } from '../../../src/terraform/state/state-store';
import { MOTO_ACCOUNT } from '../moto';

const STATE_BUCKET = 'plan-test-state';
const LOCK_TABLE = 'plan-test-locks';

/** The bucket and the lock table for the states of these tests. */
export async function createRemoteState(env: Environment): Promise<void> {
  const { s3, dynamodb } = awsClients('us-east-1', env);
  await s3.send(new CreateBucketCommand({ Bucket: STATE_BUCKET }));
  await dynamodb.send(
    new CreateTableCommand({
      TableName: LOCK_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
    }),
  );
}

/** Who holds the lock of a stage's state, in the table or beside it; empty if nobody does. */
export async function locksOf(scope: string, env: Environment): Promise<string[]> {
  const { dynamodb, s3 } = awsClients('us-east-1', env);
  const { Items = [] } = await dynamodb.send(
    new ScanCommand({ TableName: LOCK_TABLE, ConsistentRead: true }),
  );
  const inTable = Items.flatMap(({ LockID, Info }) =>
    LockID?.S === `${STATE_BUCKET}/${scope}` && Info?.S !== undefined ? [Info.S] : [],
  );
  const file = { Bucket: STATE_BUCKET, Prefix: `${scope}.tflock` };
  const { Contents = [] } = await s3.send(new ListObjectsV2Command(file));
  const texts = Contents.map(async ({ Key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: STATE_BUCKET, Key }));
    return (await Body?.transformToString()) ?? '';
  });
  return [...new Set([...inTable, ...(await Promise.all(texts))])];
}

/** A folder as synthesis leaves it, with the state in the bucket. */
export function writeStack(
  directory: string,
  scope: string,
  configuration: { readonly resource: object; readonly output?: object },
): void {
  const needsAws = JSON.stringify(configuration.resource).includes('"aws_');
  const stack = {
    terraform: {
      backend: {
        s3: {
          bucket: STATE_BUCKET,
          key: scope,
          region: 'us-east-1',
          dynamodb_table: LOCK_TABLE,
          use_lockfile: true,
        },
      },
      ...(needsAws && {
        required_providers: { aws: { source: 'hashicorp/aws', version: '5.100.0' } },
      }),
    },
    ...(needsAws && { provider: { aws: { region: 'us-east-1' } } }),
    ...configuration,
  };
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, 'cdk.tf.json'), JSON.stringify(stack, null, 2));
  // What is built into Terraform is quick: no provider to start, and none to lock.
  if (needsAws) placeLockFile([directory]);
  else writeFileSync(path.join(directory, '.terraform.lock.hcl'), '# No providers.\n');
}

export const stageRunOf = (directory: string, scope: string, env: Environment): StageRun => ({
  scope,
  account: MOTO_ACCOUNT,
  settings: [],
  run: watchedRun(directory, scope, env, MOTO_ACCOUNT),
  stateIdentity: () =>
    new StateStore({ stateBucketName: STATE_BUCKET }, awsClients('us-east-1', env), env).identity(
      scope,
    ),
});
