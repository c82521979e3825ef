import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { stateKey, stateLockKey } from '../../../src/config/names';
import { config } from '../config';
import type { StageClients } from '../stage-clients';

/** What may have become of a state between two deploys. */
export type StateDamage = 'truncated' | 'wrong digest' | 'no digest' | 'orphaned lock';

const TableName = config.shared.stateLockTableName;
const Key = stateKey('dev');

/** A lock of somebody whose machine is gone, as Terraform writes it. */
const lockOf = (bucket: string): string =>
  JSON.stringify({
    ID: '5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d',
    Operation: 'OperationTypeApply',
    Info: '',
    Who: 'runner@gone',
    Version: '1.11.4',
    Created: '2026-11-01T12:00:00Z',
    Path: `${bucket}/${Key}`,
  });

const digestOf = (bucket: string) => ({ LockID: { S: `${bucket}/${Key}-md5` } });

/**
 * Moves dev's state into a bucket of the case's own, which Terraform finds by its variable: no process of
 * this machine that works on another dev is taken for the holder of its lock.
 */
export async function moveState(
  { s3, dynamodb }: Pick<StageClients, 's3' | 'dynamodb'>,
  bucket: string,
): Promise<void> {
  const from = config.shared.stateBucketName;
  await s3.send(new CopyObjectCommand({ Bucket: bucket, Key, CopySource: `${from}/${Key}` }));
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: digestOf(from) }));
  await dynamodb.send(new PutItemCommand({ TableName, Item: { ...Item, ...digestOf(bucket) } }));
}

const DAMAGES: Readonly<
  Record<StateDamage, (clients: StageClients, bucket: string) => Promise<unknown>>
> = {
  truncated: async ({ s3 }, Bucket) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const text = (await Body?.transformToString()) ?? '';
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: text.slice(0, text.length / 2) }));
  },
  'wrong digest': ({ dynamodb }, bucket) =>
    dynamodb.send(
      new UpdateItemCommand({
        ...{ TableName, Key: digestOf(bucket), UpdateExpression: 'SET Digest = :digest' },
        ExpressionAttributeValues: { ':digest': { S: '0'.repeat(32) } },
      }),
    ),
  'no digest': ({ dynamodb }, bucket) =>
    dynamodb.send(new DeleteItemCommand({ TableName, Key: digestOf(bucket) })),
  'orphaned lock': async ({ dynamodb, s3 }, bucket) => {
    const Item = { LockID: { S: `${bucket}/${Key}` }, Info: { S: lockOf(bucket) } };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
    const file = { Bucket: bucket, Key: stateLockKey(Key), Body: lockOf(bucket) };
    await s3.send(new PutObjectCommand(file));
  },
};

/** Does that to dev's state in the bucket. */
export const damageState = async (
  damage: StateDamage,
  clients: StageClients,
  bucket: string,
): Promise<void> => void (await DAMAGES[damage](clients, bucket));
