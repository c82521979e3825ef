import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../config/user-error';
import { Interrupted, NOTHING_CHANGED, withStopSignal } from '../../system/interrupts';
import { CACHE_DIRECTORY } from '../../system/project';
import type { Confirm } from '../../cli/confirm';
import type { Progress } from '../../cli/progress';
import type { Style } from '../../cli/terminal';
import type { Stack, StateContext } from '../../terraform/state/context';
import type { StateObject } from '../../terraform/state/state-store';
import type { LockOperation } from '../../terraform/state/with-lock';
import { withLock } from '../../terraform/state/with-lock';

/** What every command takes that changes a state. */
export interface ChangeOptions {
  readonly stage: string;
  readonly confirm: Confirm;
  /** Where the state that is replaced is kept. @default .cache/state-backups */
  readonly backupDirectory?: string;
  readonly style: Style;
  /** Not around the whole: nothing may count seconds while the person is asked. */
  readonly progress: Progress;
}

/** Does the work under the state's lock; its signal says that the person wants to stop. */
export function underLock<T>(
  { locks }: StateContext,
  stack: Stack,
  operation: LockOperation,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withStopSignal(
    (signal) => withLock(locks, stack, operation, () => work(signal)),
    new Interrupted(NOTHING_CHANGED),
  );
}

/**
 * Writes a new version of a state, and its digest. Returns the version's id.
 * @throws UserError with the remedy when only the digest could not be written.
 */
export async function writeState(
  { store, locks }: StateContext,
  stack: Stack,
  text: string,
  metadata: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  const { versionId, md5 } = await store.write(stack.key, text, metadata);
  try {
    await locks.setDigest(stack.key, md5);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const again = `pnpm ops state restore ${stack.scope} ${versionId ?? '<version>'}`;
    throw new UserError(
      `The state of ${stack.name} is written, but its digest in the lock table is not: Terraform will refuse it. Run \`${again}\`. (${reason})`,
    );
  }
  return versionId;
}

/** Keeps a state that is about to be replaced, for its owner alone. Returns the file. */
export function keepBackup(
  stack: Stack,
  { text, state }: StateObject,
  directory = path.join(CACHE_DIRECTORY, 'state-backups'),
): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15);
  const file = path.join(
    directory,
    `terraform.${stack.name}.${state.serial}.${time}.tfstate.backup`,
  );
  writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  return file;
}

/** For people: where that is, and to be careful with it. */
export const backupLine = (file: string): string =>
  `What it replaced is kept in ${file} (it may hold secrets).`;
