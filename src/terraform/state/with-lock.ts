import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { UserError } from '../../config/user-error';
import { TERRAFORM_VERSION_FILE } from '../../system/project';
import type { Stack } from './context';
import { processNote, whoAmI } from './lock-holder';
import type { LockInfo } from './lock-info';
import type { StateLocks } from './state-locks';

/** What a command of `ops state` calls itself in a lock. */
export type LockOperation = `ops state ${string}`;

/**
 * Does the work under the state's lock, taken as Terraform takes it, and gives the lock back
 * however the work ends.
 * @throws UserError when it is locked, or could not be given back; whatever the work throws.
 */
export async function withLock<T>(
  locks: StateLocks,
  stack: Stack,
  operation: LockOperation,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await locks.acquire(stack.key, lockInfo(locks.lockId(stack.key), operation));
  const release = async (): Promise<void> => {
    try {
      await locks.release(stack.key, lock);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(
        `The lock of ${stack.name} could not be given back: ${reason} See \`pnpm ops state lock ${stack.scope}\`.`,
      );
    }
  };
  let result: T;
  try {
    result = await work();
  } catch (error) {
    // The work's own error says more; the lock's is told as well.
    await release().catch((failure: unknown) => {
      console.error(failure instanceof Error ? failure.message : failure);
    });
    throw error;
  }
  await release();
  return result;
}

const lockInfo = (lockId: string, Operation: LockOperation): LockInfo => ({
  ID: randomUUID(),
  Operation,
  Info: processNote(process.pid),
  Who: whoAmI(),
  Version: readFileSync(TERRAFORM_VERSION_FILE, 'utf8').trim(),
  Created: new Date().toISOString(),
  Path: lockId,
});
