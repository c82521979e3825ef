import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DeleteItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Environment } from '../../config/environment';
import type { SharedConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { explainAwsError, type AwsClients } from '../../aws/clients';
import { missing } from './state-backend';
import type { LockPlace } from './lock-place';

/** The DynamoDB table of the states' locks, and of the digests that tell Terraform whether a read is stale. */
export class LockTable implements LockPlace {
  readonly name = 'lock table';
  private readonly bucket: string;
  private readonly table: string;

  constructor(
    shared: Pick<SharedConfig, 'stateBucketName' | 'stateLockTableName'>,
    private readonly clients: Pick<AwsClients, 'dynamodb'>,
    private readonly env?: Environment,
  ) {
    this.bucket = shared.stateBucketName;
    this.table = shared.stateLockTableName;
  }

  /** What Terraform calls the state's lock. */
  lockId(key: string): string {
    return `${this.bucket}/${key}`;
  }

  async read(key: string): Promise<string | undefined> {
    const item = await this.item(this.lockId(key));
    // One without any text locks as well.
    return item && (item.Info?.S ?? '');
  }

  async put(key: string, text: string): Promise<boolean> {
    return this.unlessRefused(
      this.clients.dynamodb.send(
        new PutItemCommand({
          TableName: this.table,
          Item: { LockID: { S: this.lockId(key) }, Info: { S: text } },
          ConditionExpression: 'attribute_not_exists(LockID)',
        }),
      ),
    );
  }

  async remove(key: string, text: string): Promise<boolean> {
    return this.delete(this.lockId(key), text === '' ? WITHOUT_TEXT : whereIs('Info', text));
  }

  /** The MD5 that the last writer left. */
  async digest(key: string): Promise<string | undefined> {
    return (await this.item(`${this.lockId(key)}-md5`))?.Digest?.S;
  }

  async setDigest(key: string, md5: string): Promise<void> {
    await this.unlessRefused(
      this.clients.dynamodb.send(
        new PutItemCommand({
          TableName: this.table,
          Item: { LockID: { S: `${this.lockId(key)}-md5` }, Digest: { S: md5 } },
        }),
      ),
    );
  }

  /** Returns whether that digest was there. */
  removeDigest(key: string, md5: string): Promise<boolean> {
    return this.delete(`${this.lockId(key)}-md5`, whereIs('Digest', md5));
  }

  private delete(id: string, condition: Condition): Promise<boolean> {
    return this.unlessRefused(
      this.clients.dynamodb.send(
        new DeleteItemCommand({
          TableName: this.table,
          Key: { LockID: { S: id } },
          ...condition,
        }),
      ),
    );
  }

  private async item(id: string): Promise<Record<string, AttributeValue> | undefined> {
    try {
      const { Item } = await this.clients.dynamodb.send(
        new GetItemCommand({
          TableName: this.table,
          Key: { LockID: { S: id } },
          ConsistentRead: true,
        }),
      );
      return Item;
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** Whether the call's condition was met. */
  private async unlessRefused(call: Promise<unknown>): Promise<boolean> {
    try {
      await call;
      return true;
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException') return false;
      throw this.explain(error);
    }
  }

  private explain(error: unknown): unknown {
    const { name } = error as Error;
    if (name === 'ResourceNotFoundException') {
      return missing(`The state lock table ${this.table} does not exist`);
    }
    if (name === 'AccessDeniedException') {
      return new UserError(
        `The state lock table ${this.table} refuses these credentials. Use the account's own (AWS_PROFILE); they need dynamodb:GetItem, PutItem and DeleteItem there.`,
      );
    }
    return explainAwsError(error, this.env);
  }
}

type Condition = Pick<DeleteItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'>;

const whereIs = (attribute: 'Info' | 'Digest', value: string): Condition => ({
  ConditionExpression: `${attribute} = :value`,
  ExpressionAttributeValues: { ':value': { S: value } },
});

/** What `read` finds no text in: no Info, an empty one, or one that is no text. */
const WITHOUT_TEXT: Condition = {
  ConditionExpression:
    'attribute_exists(LockID) AND (attribute_not_exists(Info) OR NOT attribute_type(Info, :type) OR Info = :value)',
  ExpressionAttributeValues: { ':type': { S: 'S' }, ':value': { S: '' } },
};
