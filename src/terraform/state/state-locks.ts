import type { Environment } from '../../config/environment';
import type { SharedConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import type { AwsClients } from '../../aws/clients';
import { isLocked, parseLock, type LockInfo } from './lock-info';
import { LockObject } from './lock-object';
import type { LockPlace } from './lock-place';
import { LockTable } from './lock-table';

/** A lock that somebody holds. */
export interface HeldLock {
  readonly info: LockInfo;
  /** Where, and exactly what is there: releasing compares it. */
  readonly places: ReadonlyMap<LockPlace, string>;
}

/**
 * The locks of the states, each in both places in which Terraform looks: docs/decisions/0020. One that was
 * killed may have left it in either.
 */
export class StateLocks {
  private readonly table: LockTable;
  /** In the order in which Terraform takes them, so that of two who come at once one gets both. */
  private readonly places: readonly LockPlace[];

  constructor(
    shared: Pick<SharedConfig, 'stateBucketName' | 'stateLockTableName'>,
    clients: Pick<AwsClients, 'dynamodb' | 's3'>,
    env?: Environment,
  ) {
    this.table = new LockTable(shared, clients, env);
    this.places = [new LockObject(shared, clients, env), this.table];
  }

  /** What Terraform calls the state's lock. */
  lockId(key: string): string {
    return this.table.lockId(key);
  }

  /** The lock on the state; of two different ones the one that Terraform meets first. */
  async held(key: string): Promise<HeldLock | undefined> {
    const found = await Promise.all(
      this.places.map(async (place) => ({ place, text: await place.read(key) })),
    );
    const locks = found.flatMap(({ place, text }) =>
      text === undefined ? [] : [{ place, text, info: parseLock(text) }],
    );
    const [first] = locks;
    if (first === undefined) return undefined;
    const same = locks.filter(({ info }) => info.ID === first.info.ID);
    return { info: first.info, places: new Map(same.map(({ place, text }) => [place, text])) };
  }

  /** @throws UserError that names the holder when the state is locked. */
  async acquire(key: string, info: LockInfo): Promise<HeldLock> {
    const text = JSON.stringify(info);
    try {
      for (const place of this.places) {
        if (await place.put(key, text)) continue;
        // A retry of the SDK's, after an answer that got lost, meets the first attempt.
        const there = await place.read(key);
        if (there !== text) throw isLocked(key, there === undefined ? undefined : parseLock(there));
      }
    } catch (error) {
      // Also where the answer was lost. What cannot be given back is seen by `ops state lock`.
      await Promise.allSettled(this.places.map((place) => place.remove(key, text)));
      throw error;
    }
    return { info, places: new Map(this.places.map((place) => [place, text])) };
  }

  /** @throws UserError when somebody else has taken or removed the lock meanwhile. */
  async release(key: string, { info, places }: HeldLock): Promise<void> {
    let isGone = false;
    for (const [place, text] of places) {
      if (!(await place.remove(key, text))) isGone = true;
    }
    if (!isGone) return;
    throw new UserError(`The lock ${info.ID} is gone: somebody else has removed it meanwhile.`);
  }

  /** The MD5 that the last writer left. */
  digest(key: string): Promise<string | undefined> {
    return this.table.digest(key);
  }

  setDigest(key: string, md5: string): Promise<void> {
    return this.table.setDigest(key, md5);
  }

  /** Returns whether that digest was there. */
  removeDigest(key: string, md5: string): Promise<boolean> {
    return this.table.removeDigest(key, md5);
  }
}
