import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { itemKey, json, type Response } from './image';

interface Request {
  readonly pathParameters: { readonly id: string };
}

const dynamodb = new DynamoDBClient({});

/** Says what has become of an upload, and under which key its image is served. */
export async function handler({ pathParameters: { id } }: Request): Promise<Response> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: process.env.TABLE_NAME, Key: itemKey(id) }),
  );
  if (Item === undefined) return json(404, { message: 'No image of that id has been processed' });
  return json(200, { outcome: Item.outcome?.S, imageKey: Item.imageKey?.S });
}
