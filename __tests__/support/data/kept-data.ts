import { createHash } from 'node:crypto';
import {
  DescribeTableCommand,
  PutItemCommand,
  ScanCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { bucketName, tableName } from '../../../src/config/names';
import type { StageClients } from '../stage-clients';

const TableName = tableName('dev');
const Bucket = bucketName({ name: 'dev' });

/** The least that S3 takes as a part that is not the last: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const PART_BYTES = 5 * 1024 * 1024;

const key = (PK: string, SK: string): Record<string, AttributeValue> => ({
  PK: { S: PK },
  SK: { S: SK },
});

const ITEMS: readonly Record<string, AttributeValue>[] = [
  {
    ...key('image#1', 'metadata'),
    userId: { S: 'user-1' },
    createdAt: { S: '2026-01-01T00:00:00Z' },
    number: { N: '1234567890.1234567890123456789012345678' },
    negative: { N: '-1E-130' },
    binary: { B: Uint8Array.from([0, 255, 10]) },
    strings: { SS: ['a', 'b'] },
    numbers: { NS: ['1', '2'] },
    binaries: { BS: [Uint8Array.from([1]), Uint8Array.from([2])] },
    list: { L: [{ S: '' }, { NULL: true }, { BOOL: false }] },
    map: { M: { inner: { M: { deep: { L: [] } } } } },
  },
  { ...key('bild#ü 🧱', '日本語'), title: { S: 'e\u0301 is not é' }, expires: { N: '4102444800' } },
  // An item has at most 400 KB: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
  { ...key('large', 'metadata'), text: { S: 'x'.repeat(390 * 1024) } },
];

/** Puts items and objects of every kind into dev. */
export async function putData({ dynamodb, s3 }: StageClients): Promise<void> {
  for (const Item of ITEMS) await dynamodb.send(new PutItemCommand({ TableName, Item }));
  const put = (Key: string, Body: string) =>
    s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Buffer.from(Body),
        ContentType: 'image/svg+xml',
        CacheControl: 'max-age=60',
        Metadata: { owner: 'user-1' },
      }),
    );
  for (const body of ['first', 'second', 'third']) await put('uploads/versions.svg', body);
  await put('uploads/ü 🧱+&?.svg', '<svg/>');
  await put('uploads/empty.svg', '');
  await put('uploads/deleted.svg', 'still there');
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'uploads/deleted.svg' }));
  await putInParts(s3, 'uploads/large.bin');
}

async function putInParts(s3: StageClients['s3'], Key: string): Promise<void> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
  for (const [index, Body] of [Buffer.alloc(PART_BYTES, 7), Buffer.from('the end')].entries()) {
    const part = { Bucket, Key, UploadId, PartNumber: index + 1, Body };
    const { ETag } = await s3.send(new UploadPartCommand(part));
    Parts.push({ ETag, PartNumber: index + 1 });
  }
  const complete = { Bucket, Key, UploadId, MultipartUpload: { Parts } };
  await s3.send(new CompleteMultipartUploadCommand(complete));
}

/** All that dev's table and bucket hold, and when these were created. */
export async function readData({ dynamodb, s3 }: StageClients) {
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { Versions = [], DeleteMarkers = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket }),
  );
  const objects = Versions.map(async ({ Key, VersionId, IsLatest, LastModified }) => {
    const object = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    const bytes = (await object.Body?.transformToByteArray()) ?? new Uint8Array();
    const { ContentType, CacheControl, ETag, Metadata } = object;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return {
      Key,
      VersionId,
      IsLatest,
      LastModified,
      ContentType,
      CacheControl,
      ETag,
      Metadata,
      sha256,
    };
  });
  return {
    table: { created: Table?.CreationDateTime, id: Table?.TableId },
    bucket: Buckets.find(({ Name }) => Name === Bucket)?.CreationDate,
    items: Items,
    objects: await Promise.all(objects),
    deleted: DeleteMarkers,
  };
}

/** How much `putData` has put. */
export const PUT = { items: ITEMS.length, objects: 7, deleted: 1 } as const;
