import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { Environment } from '../../config/environment';
import type { SharedConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import type { AwsClients } from '../aws';
import { explainAwsError } from '../aws';
import { missing } from '../state-backend';

/**
 * What Terraform writes about a lock, in its own field names.
 * https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statemgr/locker.go
 */
const lockInfoSchema = z.object({
  ID: z.string(),
  Operation: z.string(),
  Info: z.string().default(''),
  Who: z.string(),
  Version: z.string(),
  Created: z.string(),
  Path: z.string().default(''),
});

export type LockInfo = Readonly<z.infer<typeof lockInfoSchema>>;

/** A lock that somebody holds. */
export interface HeldLock {
  readonly info: LockInfo;
  /** Exactly what the table has: releasing compares it. */
  readonly text: string;
}

/** The locks of the states, and the digests that tell Terraform whether a read is stale. */
export class LockTable {
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

  /** @throws UserError when what the table has is not Terraform's. */
  async held(key: string): Promise<HeldLock | undefined> {
    const text = await this.read(this.lockId(key), 'Info');
    if (text === undefined) return undefined;
    const info = lockInfoSchema.safeParse(parseJson(text));
    if (info.success) return { info: info.data, text };
    throw new UserError(
      `The lock ${this.lockId(key)} in ${this.table} was not written by Terraform: ${text}`,
    );
  }

  /** @throws UserError that names the holder when the state is locked. */
  async acquire(key: string, info: LockInfo): Promise<HeldLock> {
    const text = JSON.stringify(info);
    try {
      await this.clients.dynamodb.send(
        new PutItemCommand({
          TableName: this.table,
          Item: { LockID: { S: this.lockId(key) }, Info: { S: text } },
          ConditionExpression: 'attribute_not_exists(LockID)',
        }),
      );
    } catch (error) {
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw this.explain(error);
      const holder = await this.held(key);
      // A retry of the SDK's, after an answer that got lost, meets the first attempt.
      if (holder?.info.ID !== info.ID) throw isLocked(key, holder);
    }
    return { info, text };
  }

  /** @throws UserError when somebody else has taken or removed the lock meanwhile. */
  async release(key: string, { info, text }: HeldLock): Promise<void> {
    try {
      await this.clients.dynamodb.send(
        new DeleteItemCommand({
          TableName: this.table,
          Key: { LockID: { S: this.lockId(key) } },
          ConditionExpression: 'Info = :info',
          ExpressionAttributeValues: { ':info': { S: text } },
        }),
      );
    } catch (error) {
      if ((error as Error).name !== 'ConditionalCheckFailedException') throw this.explain(error);
      throw new UserError(`The lock ${info.ID} is gone: somebody else has removed it meanwhile.`);
    }
  }

  /** The MD5 that the last writer left. */
  digest(key: string): Promise<string | undefined> {
    return this.read(`${this.lockId(key)}-md5`, 'Digest');
  }

  async setDigest(key: string, md5: string): Promise<void> {
    try {
      await this.clients.dynamodb.send(
        new PutItemCommand({
          TableName: this.table,
          Item: { LockID: { S: `${this.lockId(key)}-md5` }, Digest: { S: md5 } },
        }),
      );
    } catch (error) {
      throw this.explain(error);
    }
  }

  private async read(id: string, attribute: string): Promise<string | undefined> {
    try {
      const { Item } = await this.clients.dynamodb.send(
        new GetItemCommand({
          TableName: this.table,
          Key: { LockID: { S: id } },
          ConsistentRead: true,
        }),
      );
      return Item?.[attribute]?.S;
    } catch (error) {
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

/** Who holds a lock, since when and for what, in half a sentence. */
export const describeHolder = ({ Who, Created, Operation, ID }: LockInfo): string =>
  `by ${Who} since ${Created} for ${Operation} (id ${ID})`;

/** What to tell someone who needs a state that is locked. */
export function isLocked(key: string, holder: HeldLock | undefined): UserError {
  const scope = key.split('/').at(-2) ?? key;
  const by = holder === undefined ? '' : ` ${describeHolder(holder.info)}`;
  return new UserError(
    `The state of ${scope} is locked${by}. Wait for it to finish; if nobody is working on it any more, see \`pnpm ops state unlock --help\`.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
