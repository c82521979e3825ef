import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../config/user-error';
import { Interrupted, NOTHING_CHANGED, withStopSignal } from '../../system/interrupts';
import { CACHE_DIRECTORY } from '../../system/project';
import type { Confirm } from '../../cli/confirm';
import type { Progress } from '../../cli/progress';
import type { Style } from '../../cli/terminal';
import type { Stack, StateContext } from '../../terraform/state/context';
import { requireAccountOf, stackOf } from '../../terraform/state/context';
import { processNote, whoAmI } from '../../terraform/state/lock-holder';
import type { LockInfo } from '../../terraform/state/lock-info';
import { parseState } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';
import { pinnedVersion } from '../../terraform/version';
import { noteWriter } from '../../terraform/state/writer';

type StateOperation = `ops state ${string}`;

/** What every command takes that changes a state. */
export interface ChangeOptions {
  readonly stage: string;
  readonly confirm: Confirm;
  /** Where the state that is replaced is kept. @default .cache/state-backups */
  readonly backupDirectory?: string | undefined;
  readonly style: Style;
  /** Not around the whole: nothing may count seconds while the person is asked. */
  readonly progress: Progress;
}

/** What is to become of a state, as it is known under its lock. */
export interface StateChange {
  /** What the person is asked about, from its title on. */
  readonly summary: readonly [string, ...string[]];
  readonly text: string;
  /** Undefined where nothing that can be read is replaced. */
  readonly replaced: StateObject | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** How a change of a state ended. */
export interface ChangedState {
  readonly stack: string;
  readonly scope: string;
  /** `unchanged`: there was nothing to do. `declined`: the person said no. */
  readonly outcome: 'changed' | 'unchanged' | 'declined';
  readonly serial?: number;
  readonly versionId?: string | undefined;
  /** The file that holds the state that was replaced. */
  readonly backup?: string | undefined;
}

/**
 * Changes a stack's state under its lock: asks, keeps what is replaced, writes the new state with its digest,
 * and notes who did it. AWS is not touched.
 * @param prepare returns undefined where there is nothing to do
 * @throws UserError when the state is locked, or for the wrong account; whatever `prepare` throws; Interrupted.
 */
export async function changeState(
  context: StateContext,
  options: ChangeOptions,
  operation: StateOperation,
  prepare: (stack: Stack) => Promise<StateChange | undefined>,
): Promise<ChangedState> {
  const { confirm, style, progress, backupDirectory } = options;
  const stack = stackOf(context.config, options.stage);
  const { name, scope } = stack;
  await requireAccountOf(context, stack);
  return underLock(context, stack, operation, async (signal) => {
    const change = await prepare(stack);
    if (change === undefined) return { stack: name, scope, outcome: 'unchanged' };
    const { text, replaced, metadata } = change;
    const [title, ...lines] = change.summary;
    const summary = [
      style.bold(title),
      ...lines,
      'Only what Terraform knows is changed, nothing in AWS.',
    ].join('\n');
    signal.throwIfAborted();
    if (!(await confirm(summary, signal))) return { stack: name, scope, outcome: 'declined' };
    signal.throwIfAborted();
    const backup = replaced && keepBackup(stack, replaced, backupDirectory);
    // From here on it is finished, whoever wants to stop: state and digest belong together.
    const versionId = await progress(
      'Writing the state',
      // From another commit than the one that is checked out now.
      noteWriter([name], () => writeState(context, stack, text, metadata), context, {
        commit: () => undefined,
      }),
    );
    const { serial } = parseState(text, context.store.url(stack.key));
    return { stack: name, scope, outcome: 'changed', serial, versionId, backup };
  });
}

/** For people: what was done, where that is which it replaced, and what to do next. */
export const formatChanged = (
  { outcome, backup }: Pick<ChangedState, 'backup'> & { readonly outcome: string },
  done: string,
  next: string,
): string =>
  outcome === 'declined'
    ? 'Nothing was changed.'
    : [
        done,
        ...(backup === undefined
          ? []
          : [`What it replaced is kept in ${backup} (it may hold secrets).`]),
        `Next: ${next}`,
      ].join('\n');

/**
 * Does the work under the state's lock, taken as Terraform takes it, and gives the lock back however the work
 * ends. The work's signal says that the person wants to stop.
 * @throws UserError when it is locked, or could not be given back; whatever the work throws.
 */
export function underLock<T>(
  { locks }: StateContext,
  { key, name, scope }: Stack,
  operation: StateOperation,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return withStopSignal(async (signal) => {
    const lock = await locks.acquire(key, lockInfo(locks.lockId(key), operation));
    const release = async (): Promise<void> => {
      try {
        await locks.release(key, lock);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UserError(
          `The lock of ${name} could not be given back: ${reason} See \`pnpm ops state lock ${scope}\`.`,
        );
      }
    };
    let result: T;
    try {
      result = await work(signal);
    } catch (error) {
      // The work's own error says more; the lock's is told as well.
      await release().catch((failure: unknown) => {
        console.error(failure instanceof Error ? failure.message : failure);
      });
      throw error;
    }
    await release();
    return result;
  }, new Interrupted(NOTHING_CHANGED));
}

const lockInfo = (lockId: string, Operation: StateOperation): LockInfo => ({
  ID: randomUUID(),
  Operation,
  Info: processNote(process.pid),
  Who: whoAmI(),
  Version: pinnedVersion(),
  Created: new Date().toISOString(),
  Path: lockId,
});

/**
 * Writes a new version of a state, and its digest. Returns the version's id.
 * @throws UserError with the remedy when only the digest could not be written.
 */
async function writeState(
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
function keepBackup(stack: Stack, { text, state }: StateObject, directory?: string): string {
  const file = backupFile(`terraform.${stack.name}.${state.serial}`, directory);
  writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  return file;
}

/** A new file's name in the folder of the backups, which only its owner reads: no other process has the same. */
export function backupFile(
  name: string,
  directory = path.join(CACHE_DIRECTORY, 'state-backups'),
): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15);
  return path.join(directory, `${name}.${time}.${process.pid}.tfstate.backup`);
}
