import { readFileSync, rmSync, statSync } from 'node:fs';
import { UserError } from '../../config/user-error';
import { erroredState } from '../../terraform/errored-state';
import { formatTime } from '../../cli/times';
import type { ChangeOptions } from './change-state';
import { underLock, writeState } from './change-state';
import type { Stack, StateContext } from '../../terraform/state/context';
import { allStacks, requireAccountOf, stackOf } from '../../terraform/state/context';
import { compareStates, formatDifference } from './state-diff';
import { parseState } from '../../terraform/state/state-file';
import type { TerraformState } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';
import { noteWriter } from '../../terraform/state/writer';

export interface PushOptions extends ChangeOptions {
  /** A state that another machine kept. @default the one that this machine kept of the stack */
  readonly file?: string | undefined;
}

/** How a push ended. */
export interface Pushed {
  readonly stack: string;
  readonly scope: string;
  readonly outcome: 'pushed' | 'declined';
  readonly serial: number;
  /** What was pushed; removed by then. */
  readonly file: string;
}

/** A state that Terraform could not upload, as its file has it. */
interface Errored {
  readonly file: string;
  readonly text: string;
  readonly state: TerraformState;
  readonly written: Date;
}

/**
 * Writes the state that Terraform could not upload into the bucket, under the lock, and removes its file.
 * @throws UserError when there is none, when it is another stack's, or when the stack's state went on without it.
 */
export async function pushErroredState(
  context: StateContext,
  { stage, file, confirm, style, progress }: PushOptions,
): Promise<Pushed> {
  const stack = stackOf(context.config, stage);
  await requireAccountOf(context, stack);
  const errored = readErrored(stack, file ?? erroredState(stack.name, context.env));
  const ended = (outcome: Pushed['outcome']): Pushed => ({
    ...{ stack: stack.name, scope: stack.scope, outcome },
    ...{ serial: errored.state.serial, file: errored.file },
  });
  return underLock(context, stack, 'ops state push-errored', async (signal) => {
    const current = await progress('Reading the state', context.store.current(stack.key));
    // After a push that was stopped before the digest, it is there already.
    if (current === undefined) await requireNoOthers(context, stack, errored);
    else if (current.text !== errored.text) requireNext(stack, errored, current);
    const summary = [
      style.bold(`Push the state of ${stack.name} that could not be uploaded`),
      `  from ${errored.file}, serial ${errored.state.serial}`,
      formatDifference(compareStates(current?.state, errored.state), style),
      'Only what Terraform knows is changed, nothing in AWS.',
    ].join('\n');
    if (!(await confirm(summary, signal))) return ended('declined');
    signal.throwIfAborted();
    const write = (): Promise<unknown> => writeState(context, stack, errored.text);
    // From another commit than the one that is checked out now.
    const noted = noteWriter([stack.name], write, context, { commit: () => undefined });
    await progress('Writing the state', noted);
    rmSync(errored.file);
    return ended('pushed');
  });
}

/** The outcome for people. */
export const formatPushed = ({ stack, scope, outcome, serial, file }: Pushed): string =>
  outcome === 'declined'
    ? 'Nothing was changed.'
    : `The state of ${stack} is serial ${serial} now; ${file} is removed. Next: pnpm ops plan ${scope}`;

function readErrored({ name }: Stack, file: string | undefined): Errored {
  if (file === undefined) {
    throw new UserError(
      `No state of ${name} is kept on this machine. Name one that another machine kept: --file PATH.`,
    );
  }
  try {
    const text = readFileSync(file, 'utf8');
    return { file, text, state: parseState(text, file), written: statSync(file).mtime };
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

/** @throws UserError when it is the state of another stack: one that is not deployed has none to compare with. */
async function requireNoOthers(
  { config, store }: StateContext,
  stack: Stack,
  { file, state: { lineage } }: Errored,
): Promise<void> {
  for (const { name, scope, key } of allStacks(config)) {
    if (name === stack.name || (await store.current(key))?.state.lineage !== lineage) continue;
    throw new UserError(
      `${file} is not pushed: it is the state of ${name}, not of ${stack.name} (lineage ${lineage}). Push it there: pnpm ops state push-errored ${scope} --file PATH`,
    );
  }
}

/** @throws UserError when the state in the bucket is none that the errored one goes on from. */
function requireNext(
  { name, scope }: Stack,
  { file, state, written }: Errored,
  current: StateObject,
): void {
  const refuse = (reason: string): UserError =>
    new UserError(
      `${file} is not pushed: ${reason}. \`pnpm ops recover ${scope}\` finds what it alone knows; delete it afterwards.`,
    );
  if (state.lineage !== current.state.lineage) {
    throw refuse(
      `it belongs to another life or stack than ${name} (lineage ${state.lineage}, now ${current.state.lineage})`,
    );
  }
  const { serial } = current.state;
  // A failed upload counts, so a state that went on without it may have the lower serial.
  if (state.serial <= serial || written < current.written) {
    throw refuse(
      `the state went on without it (serial ${serial} of ${formatTime(current.written)}; the file has serial ${state.serial} of ${formatTime(written)})`,
    );
  }
}
