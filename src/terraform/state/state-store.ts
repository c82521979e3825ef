import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { StateBucket } from './state-bucket';
import { decodeState, parseState, UnreadableState, type TerraformState } from './state-file';

/** One version of a state, as it lies in the bucket. */
export interface StateObject {
  /** Byte for byte what Terraform wrote. */
  readonly text: string;
  readonly state: TerraformState;
  /** In hexadecimal, as the lock table has it. */
  readonly md5: string;
  readonly written: Date;
  /** None where the bucket has no versions. */
  readonly versionId: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** By how many milliseconds S3's clock is ahead of this machine's; 0 where S3 did not say. */
  readonly clockAhead: number;
}

/** One entry in the bucket's list of versions. */
export interface StateVersion {
  readonly versionId: string;
  readonly written: Date;
  readonly isLatest: boolean;
  /** The object was deleted here: there is nothing to read. */
  readonly isDeletion: boolean;
}

/** What S3 answers when there is none: never, no such id can be, or the version is a deletion. */
const NO_SUCH_VERSION = ['NoSuchVersion', 'NoSuchKey', 'InvalidArgument', 'MethodNotAllowed'];

/** The tags of a version that say who wrote it, and from which commit. */
const WRITTEN_BY = 'written-by';
const COMMIT = 'commit';

/** Reads and writes states in their bucket, without Terraform. */
export class StateStore extends StateBucket {
  /** The newest version; undefined when there is none, or it was deleted. */
  current(key: string): Promise<StateObject | undefined> {
    return this.askUnless(key, ['NoSuchKey'], () => this.get(key));
  }

  /** What tells the newest state from every other one, without Terraform; null while there is none. */
  async identity(key: string): Promise<Pick<TerraformState, 'lineage' | 'serial'> | null> {
    const current = await this.current(key);
    if (current === undefined) return null;
    const { lineage, serial } = current.state;
    return { lineage, serial };
  }

  /** One version; undefined when it is not, or no longer, there, or is a deletion. */
  version(key: string, versionId: string): Promise<StateObject | undefined> {
    return this.askUnless(key, NO_SUCH_VERSION, () => this.get(key, versionId));
  }

  /** Every version, the newest first. */
  async *versions(key: string): AsyncGenerator<StateVersion> {
    let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    do {
      const list = new ListObjectVersionsCommand({ Bucket: this.bucket, Prefix: key, ...from });
      const page = await this.ask(key, () => this.clients.s3.send(list));
      const entries = [
        ...(page.Versions ?? []).map((entry) => ({ ...entry, isDeletion: false })),
        ...(page.DeleteMarkers ?? []).map((entry) => ({ ...entry, isDeletion: true })),
      ]
        // The prefix also finds longer keys.
        .filter((entry) => entry.Key === key)
        .map((entry) => ({
          versionId: entry.VersionId ?? 'null',
          written: entry.LastModified ?? new Date(0),
          isLatest: entry.IsLatest ?? false,
          isDeletion: entry.isDeletion,
        }));
      yield* entries.sort(newestFirst);
      // Behind the state's versions come those of its lock.
      from =
        page.IsTruncated && page.NextKeyMarker === key
          ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
          : {};
    } while (from.KeyMarker !== undefined);
  }

  /** Writes a new version, encrypted as Terraform does. */
  async write(
    key: string,
    text: string,
    metadata: Readonly<Record<string, string>>,
  ): Promise<{ readonly versionId: string | undefined; readonly md5: string }> {
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: key,
      Body: text,
      ContentType: 'application/json',
      ServerSideEncryption: 'AES256',
      Metadata: { ...metadata },
    });
    const { VersionId } = await this.ask(key, () => this.clients.s3.send(command));
    return { versionId: VersionId, md5: md5(text) };
  }

  /** The id of the newest version; undefined when there is no state. */
  async newestVersion(key: string): Promise<string | undefined> {
    const command = new HeadObjectCommand({ Bucket: this.bucket, Key: key });
    return (await this.askUnless(key, [404], () => this.clients.s3.send(command)))?.VersionId;
  }

  /** Who wrote the newest version, where that was noted and may be read. */
  async writer(key: string): Promise<string | undefined> {
    return this.tag(key, WRITTEN_BY);
  }

  /** The commit that the newest version was written from, where that was noted and may be read. */
  async commit(key: string): Promise<string | undefined> {
    return this.tag(key, COMMIT);
  }

  /** Notes who wrote that version, and from which commit, if from one. */
  async setWriter(key: string, versionId: string, who: string, commit?: string): Promise<void> {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-managing.html
    const Value = who.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256);
    const TagSet = [
      { Key: WRITTEN_BY, Value },
      ...(commit === undefined ? [] : [{ Key: COMMIT, Value: commit }]),
    ];
    const command = new PutObjectTaggingCommand({
      Bucket: this.bucket,
      Key: key,
      VersionId: versionId,
      Tagging: { TagSet },
    });
    await this.ask(key, () => this.clients.s3.send(command));
  }

  private async tag(key: string, name: string): Promise<string | undefined> {
    const command = new GetObjectTaggingCommand({ Bucket: this.bucket, Key: key });
    const answer = await this.askUnless(key, [404, 403], () => this.clients.s3.send(command));
    return answer?.TagSet?.find(({ Key }) => Key === name)?.Value;
  }

  private async get(key: string, versionId?: string): Promise<StateObject> {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId });
    let clockAhead = 0;
    command.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { headers } = result.response as { readonly headers: { readonly date?: string } };
        clockAhead = Date.parse(headers.date ?? '') - Date.now() || 0;
        return result;
      },
      { step: 'deserialize' },
    );
    const answer = await this.clients.s3.send(command);
    const id = versionId ?? answer.VersionId;
    const where = this.url(key) + (id === undefined ? '' : `, version ${id},`);
    const { text, state } = readable(key, where, (await answer.Body?.transformToByteArray()) ?? []);
    return {
      text,
      state,
      md5: md5(text),
      written: answer.LastModified ?? new Date(0),
      versionId: id,
      metadata: answer.Metadata ?? {},
      clockAhead,
    };
  }
}

/** How a state that was there before is brought back. */
export const restoreAdvice = (scope: string): string =>
  `Choose a version with \`pnpm ops state history ${scope}\` and restore it: \`pnpm ops state restore ${scope} <version>\`.`;

/** @throws UnreadableState with the way to one that can be read. */
function readable(
  key: string,
  where: string,
  bytes: ArrayLike<number>,
): Pick<StateObject, 'state' | 'text'> {
  try {
    const text = decodeState(Uint8Array.from(bytes), where);
    return { text, state: parseState(text, where) };
  } catch (error) {
    if (!(error instanceof UnreadableState)) throw error;
    throw new UnreadableState(`${error.message} ${restoreAdvice(key.split('/').at(-2) ?? key)}`);
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** S3 keeps seconds; within one, its own order stands. */
const newestFirst = (one: StateVersion, other: StateVersion): number =>
  Number(other.isLatest) - Number(one.isLatest) || other.written.getTime() - one.written.getTime();
