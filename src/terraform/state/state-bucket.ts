import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Environment } from '../../config/environment';
import type { SharedConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { explainAwsError, httpStatus, type AwsClients } from '../../aws/clients';
import { missing } from './state-backend';

/** An object as it lies in the bucket. */
export interface BucketObject {
  readonly body: Uint8Array;
  readonly written: Date;
  /** None where the bucket has no versions. */
  readonly versionId: string | undefined;
}

/** What S3 answers to a conditional write where the object is there, or about to be. */
const IS_THERE = ['PreconditionFailed', 'ConditionalRequestConflict'];

/** The bucket of the states and of what belongs to them. */
export class StateBucket {
  protected readonly bucket: string;

  constructor(
    shared: Pick<SharedConfig, 'stateBucketName'>,
    protected readonly clients: Pick<AwsClients, 's3'>,
    private readonly env?: Environment,
  ) {
    this.bucket = shared.stateBucketName;
  }

  /** Where an object is, for people. */
  url(key: string): string {
    return `s3://${this.bucket}/${key}`;
  }

  /** The newest version; undefined when there is none, or it was deleted. */
  object(key: string): Promise<BucketObject | undefined> {
    return this.askUnless(key, ['NoSuchKey'], async () => {
      const { Body, LastModified, VersionId } = await this.clients.s3.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key }),
      );
      return {
        body: (await Body?.transformToByteArray()) ?? new Uint8Array(),
        written: LastModified ?? new Date(0),
        versionId: VersionId,
      };
    });
  }

  /** Writes an object, encrypted. Returns false, and does nothing, where there is one. */
  async create(key: string, body: string | Uint8Array, type: string): Promise<boolean> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: body,
      ContentType: type,
      ServerSideEncryption: 'AES256',
      IfNoneMatch: '*',
    });
    const answer = await this.askUnless(key, IS_THERE, () => this.clients.s3.send(command));
    return answer !== undefined;
  }

  /** Deletes an object; with a version that one, for good. */
  async delete(key: string, versionId?: string): Promise<void> {
    const command = new DeleteObjectCommand({
      Bucket: this.bucket,
      Key: key,
      VersionId: versionId,
    });
    await this.ask(key, () => this.clients.s3.send(command));
  }

  /** What S3 answers. @throws UserError for what a person can mend. */
  protected async ask<T>(key: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw this.explain(error, key);
    }
  }

  /** The same, but undefined for errors of these names, or of these HTTP statuses. */
  protected async askUnless<T>(
    key: string,
    expected: readonly unknown[],
    call: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await call();
    } catch (error) {
      if ([(error as Error).name, httpStatus(error)].some((it) => expected.includes(it))) {
        return undefined;
      }
      throw this.explain(error, key);
    }
  }

  private explain(error: unknown, key: string): unknown {
    if (error instanceof UserError) return error;
    if ((error as Error).name === 'NoSuchBucket') {
      return missing(`The state bucket ${this.bucket} does not exist`);
    }
    const status = httpStatus(error);
    // A refusal of this bucket's is told by its name; other errors have names of their own.
    const isDenied = (error as Error).name === 'AccessDenied';
    const explained = isDenied ? error : explainAwsError(error, this.env);
    if (explained !== error || (status !== 403 && status !== 301)) return explained;
    const reason =
      status === 301
        ? 'is in another region than the configuration says'
        : 'refuses these credentials';
    return new UserError(
      `The state bucket ${this.bucket} ${reason} (asked for ${key}). Use the account's own credentials (AWS_PROFILE), or another bucket: IMAGE_SERVICE_STATE_BUCKET_NAME.`,
    );
  }
}
