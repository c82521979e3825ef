import { DescribeTableCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { bucketName, tableName } from '../../../src/config/names';
import { remains, WITHOUT_STAGES } from '../remains';
import type { StageClients } from '../stage-clients';

const TableName = tableName('dev');
const Bucket = bucketName({ name: 'dev' });

/** Puts an item and an object into a deployed dev: what must not get lost. */
export async function putData({ dynamodb, s3 }: StageClients): Promise<void> {
  const Item = { PK: { S: 'IMAGE#1' }, SK: { S: 'META' }, userId: { S: 'ada' } };
  await dynamodb.send(new PutItemCommand({ TableName, Item }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'a/moc.png', Body: 'a picture' }));
}

/** What a change of a deployed dev leaves as it is. */
export async function lasting(clients: StageClients) {
  const { dynamodb, s3 } = clients;
  const { apis = [], distributions, certificates = [] } = await remains(clients);
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  return {
    apis: apis.map(({ ApiId }) => ApiId),
    distributions: distributions.map(({ Id }) => Id),
    certificates: certificates.map(({ CertificateArn }) => CertificateArn),
    table: [Table?.TableId, Table?.CreationDateTime?.toISOString()],
    items: Items,
    objects: Contents.map(({ Key, ETag }) => ({ Key, ETag })),
  };
}

/** How many there are of everything in the account. */
export const counts = async (clients: StageClients): Promise<Readonly<Record<string, number>>> =>
  numbers(await remains(clients));

const numbers = (all: Readonly<Record<string, readonly unknown[] | undefined>>) =>
  Object.fromEntries(Object.entries(all).map(([kind, found]) => [kind, found?.length ?? 0]));

const NOTHING = numbers(WITHOUT_STAGES);

const DEPLOYED = {
  tables: 2,
  // Two of the stage; and besides that of `bootstrap`, where the case has its state.
  buckets: 4,
  logDeliveries: 3,
  distributions: 1,
  originAccessControls: 1,
  cachePolicies: 1,
  responseHeadersPolicies: 1,
  vpcs: 1,
  subnets: 2,
  endpoints: 2,
  flowLogs: 1,
  routeTables: 1,
  securityGroups: 1,
  certificates: 1,
  apis: 1,
  alarms: 23,
  compositeAlarms: 1,
  dashboards: 1,
  topics: 2,
  subscriptions: 0,
  queues: 0,
  parameters: 10,
  functions: 0,
  roles: 1,
  logGroups: 2,
  records: 5,
};

/** What `counts` is after each command of a case. */
export const EXPECTED = {
  deploy: DEPLOYED,
  change: { ...DEPLOYED, subnets: 3, subscriptions: 4 },
  destroy: { ...NOTHING, buckets: 2 },
} as const;
