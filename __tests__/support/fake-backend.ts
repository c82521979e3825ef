import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { stateKey } from '../../src/config/names';
import type { AccountConfig } from '../../src/config/accounts';
import type { Config } from '../../src/config/schema';
import type { AwsClients } from '../../src/aws/clients';
import { awsClients } from '../../src/aws/clients';
import type { StateContext } from '../../src/terraform/state/context';
import { contextOf } from '../../src/terraform/state/context';
import { accountOf, config } from './config';

/** The account that the mocked credentials belong to. */
export const ACCOUNT = '111122223333';

/** One version in the fake bucket; a text of `undefined` is a deletion. */
export interface FakeVersion {
  readonly id: string;
  readonly text: string | undefined;
  readonly written?: Date;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** An S3 error as the SDK throws it. */
export const s3Error = (name: string, httpStatusCode: number): Error =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode } });

interface Put {
  readonly Key: string;
  readonly Body: string;
  readonly Metadata?: Record<string, string>;
  readonly IfNoneMatch?: string;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** A state bucket and a lock table in memory, behind mocked AWS clients. */
export class FakeBackend {
  /** By key, the newest first. */
  readonly versions = new Map<string, FakeVersion[]>();
  /** By LockID. */
  readonly items = new Map<string, Record<string, AttributeValue>>();
  /** Who wrote a version, by its id. */
  readonly writers = new Map<string, string>();
  /** From which commit a version was written, by its id. */
  readonly commits = new Map<string, string>();
  readonly s3 = mockClient(S3Client);
  readonly dynamodb = mockClient(DynamoDBClient);
  readonly sts = mockClient(STSClient);
  readonly clients: AwsClients = awsClients('us-east-1', {});

  constructor() {
    this.s3
      .on(GetObjectCommand)
      .callsFake((input: { Key: string; VersionId?: string }) => this.get(input));
    this.s3
      .on(ListObjectVersionsCommand)
      .callsFake(({ Prefix }: { Prefix: string }) => this.list(Prefix));
    this.s3.on(PutObjectCommand).callsFake(({ Key, Body, Metadata = {}, IfNoneMatch }: Put) => {
      const versions = this.of(Key);
      if (IfNoneMatch === '*' && versions[0]?.text !== undefined) {
        throw s3Error('PreconditionFailed', 412);
      }
      const id = `written-${versions.length + 1}`;
      versions.unshift({ id, text: Body, metadata: Metadata });
      return { VersionId: id };
    });
    this.s3
      .on(DeleteObjectCommand)
      .callsFake(({ Key, VersionId }: { Key: string; VersionId?: string }) => {
        const versions = this.of(Key);
        if (VersionId === undefined) versions.unshift({ id: 'deletion', text: undefined });
        else
          this.versions.set(
            Key,
            versions.filter(({ id }) => id !== VersionId),
          );
        return {};
      });
    this.s3
      .on(HeadObjectCommand)
      .callsFake(({ Key }: { Key: string }) => ({ VersionId: this.get({ Key }).VersionId }));
    this.s3.on(GetObjectTaggingCommand).callsFake(({ Key }: { Key: string }) => {
      const id = this.get({ Key }).VersionId ?? '';
      const tags = { 'written-by': this.writers.get(id), commit: this.commits.get(id) };
      return {
        TagSet: Object.entries(tags).flatMap(([name, Value]) =>
          Value === undefined ? [] : [{ Key: name, Value }],
        ),
      };
    });
    this.s3
      .on(PutObjectTaggingCommand)
      .callsFake((input: { VersionId: string; Tagging: { TagSet: Tag[] } }) => {
        const tags = new Map(input.Tagging.TagSet.map(({ Key, Value }) => [Key, Value]));
        const commit = tags.get('commit');
        this.writers.set(input.VersionId, tags.get('written-by') ?? '');
        if (commit !== undefined) this.commits.set(input.VersionId, commit);
        return {};
      });
    this.dynamodb.on(GetItemCommand).callsFake(({ Key }: { Key: { LockID: { S: string } } }) => ({
      Item: this.items.get(Key.LockID.S),
    }));
    this.dynamodb
      .on(PutItemCommand)
      .callsFake(
        (input: { Item: Record<string, AttributeValue>; ConditionExpression?: string }) => {
          const id = input.Item.LockID?.S ?? '';
          if (input.ConditionExpression !== undefined && this.items.has(id))
            throw conditionFailed();
          this.items.set(id, input.Item);
          return {};
        },
      );
    this.dynamodb
      .on(DeleteItemCommand)
      .callsFake(
        (input: {
          Key: { LockID: { S: string } };
          ExpressionAttributeValues?: Record<string, AttributeValue>;
        }) => {
          const id = input.Key.LockID.S;
          const item = this.items.get(id);
          // As for what has no such text: the condition is to name it.
          const there = item?.Info?.S ?? item?.Digest?.S ?? '';
          if (item === undefined || there !== input.ExpressionAttributeValues?.[':value']?.S) {
            throw conditionFailed();
          }
          this.items.delete(id);
          return {};
        },
      );
    this.sts.on(GetCallerIdentityCommand).resolves({ Account: ACCOUNT });
  }

  /** @param of an account of several, or a configuration of one */
  context(of: Config | AccountConfig = config): StateContext {
    return contextOf('elsewhere' in of ? of : accountOf(of), this.clients, {});
  }

  /** Puts a version on top of a stage's. */
  add(stage: string, version: FakeVersion): this {
    this.of(stateKey(stage)).unshift(version);
    return this;
  }

  /** Terraform's lock on a stage, in both places or one; undefined: an item without any text. */
  lock(stage: string, info: object | string | undefined, where = ['table', 'file']): this {
    const id = lockId(stage);
    const text = typeof info === 'object' ? JSON.stringify(info) : info;
    if (where.includes('table')) {
      this.items.set(id, { LockID: { S: id }, ...(text !== undefined && { Info: { S: text } }) });
    }
    if (where.includes('file')) this.of(lockFile(stage)).unshift({ id: 'lock', text: text ?? '' });
    return this;
  }

  /** Where a stage is locked. */
  lockedIn(stage: string): string[] {
    return [
      ...(this.items.has(lockId(stage)) ? ['table'] : []),
      ...(this.of(lockFile(stage))[0]?.text === undefined ? [] : ['file']),
    ];
  }

  isLocked(stage: string): boolean {
    return this.lockedIn(stage).length > 0;
  }

  digest(stage: string): string | undefined {
    return this.items.get(`${lockId(stage)}-md5`)?.Digest?.S;
  }

  setDigest(stage: string, md5: string): this {
    const id = `${lockId(stage)}-md5`;
    this.items.set(id, { LockID: { S: id }, Digest: { S: md5 } });
    return this;
  }

  /** What is current. */
  newest(stage: string): FakeVersion | undefined {
    return this.of(stateKey(stage))[0];
  }

  private of(key: string): FakeVersion[] {
    const found = this.versions.get(key) ?? [];
    this.versions.set(key, found);
    return found;
  }

  private get({
    Key,
    VersionId,
  }: {
    Key: string;
    VersionId?: string;
  }): Partial<GetObjectCommandOutput> {
    const all = this.of(Key);
    const found = VersionId === undefined ? all[0] : all.find(({ id }) => id === VersionId);
    if (found === undefined) {
      throw VersionId === undefined ? s3Error('NoSuchKey', 404) : s3Error('NoSuchVersion', 404);
    }
    const { text } = found;
    if (text === undefined) {
      throw VersionId === undefined ? s3Error('NoSuchKey', 404) : s3Error('MethodNotAllowed', 405);
    }
    return {
      Body: {
        transformToString: () => Promise.resolve(text),
        transformToByteArray: () => Promise.resolve(Buffer.from(text)),
      } as unknown as NonNullable<GetObjectCommandOutput['Body']>,
      LastModified: found.written ?? new Date(0),
      VersionId: found.id,
      Metadata: { ...found.metadata },
    };
  }

  private list(prefix: string) {
    const entries = [...this.versions]
      .filter(([key]) => key.startsWith(prefix))
      .flatMap(([key, versions]) =>
        versions.map(({ id, text, written }, index) => ({
          isDeletion: text === undefined,
          entry: {
            Key: key,
            VersionId: id,
            IsLatest: index === 0,
            LastModified: written ?? new Date(0),
          },
        })),
      );
    return {
      Versions: entries.filter(({ isDeletion }) => !isDeletion).map(({ entry }) => entry),
      DeleteMarkers: entries.filter(({ isDeletion }) => isDeletion).map(({ entry }) => entry),
    };
  }
}

/** What Terraform calls a stage's lock. */
export const lockId = (stage: string): string =>
  `${config.shared.stateBucketName}/${stateKey(stage)}`;

/** The key of the lock beside a stage's state. */
const lockFile = (stage: string): string => `image-service/${stage}/terraform.tfstate.tflock`;

const conditionFailed = (): Error =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
