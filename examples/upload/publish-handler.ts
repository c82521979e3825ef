import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { isImage, itemKey, parseUploadKey } from './image';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
interface ObjectEvent {
  readonly Records: readonly { readonly s3: { readonly object: { readonly key: string } } }[];
}

const Bucket = process.env.BUCKET_NAME;
const TableName = process.env.TABLE_NAME;

const s3 = new S3Client({});
const dynamodb = new DynamoDBClient({});

export async function handler({ Records }: ObjectEvent): Promise<void> {
  for (const record of Records) {
    // Encoded as in a form.
    await publish(decodeURIComponent(record.s3.object.key.replaceAll('+', ' ')));
  }
}

/**
 * Publishes an upload that is what its content type says, and takes it away in any case: the
 * distribution would serve it. S3 may tell of an upload twice, and a form can be sent twice: an image
 * that has its item stays as it is.
 */
async function publish(Key: string): Promise<void> {
  const { userId, id, imageKey } = parseUploadKey(Key);
  if (!(await isProcessed(id))) {
    const { Body, ContentType = '' } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
    const isPublished = isImage(ContentType, bytes);
    if (isPublished) {
      // Whoever makes the image smaller does it here, with its bytes.
      const image = { Bucket, Key: imageKey, Body: bytes, ContentType };
      await s3.send(new PutObjectCommand(image));
    }
    // Last: whoever finds the item finds the image.
    const Item = {
      ...itemKey(id),
      userId: { S: userId },
      createdAt: { S: new Date().toISOString() },
      ...(isPublished
        ? { outcome: { S: 'published' }, imageKey: { S: imageKey } }
        : { outcome: { S: 'refused' } }),
    };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
  }
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
}

async function isProcessed(id: string): Promise<boolean> {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: itemKey(id) }));
  return Item !== undefined;
}
