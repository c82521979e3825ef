import { constants, copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../config/user-error';
import { putAwayAdvice, recoverAdvice } from '../../terraform/errored-state';
import { formatTime } from '../../cli/times';
import type { ChangedState, ChangeOptions } from './change-state';
import { backupFile, changeState, formatChanged } from './change-state';
import type { Stack, StateContext } from '../../terraform/state/context';
import { keptState, requireAccountOf, stackOf } from '../../terraform/state/context';
import { recordKeptSettings } from '../../terraform/state/recorded-settings';
import { compareStates, formatDifference } from './state-diff';
import {
  decodeState,
  managed,
  parseState,
  UnreadableState,
} from '../../terraform/state/state-file';
import type { TerraformState } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';

export interface PushOptions extends ChangeOptions {
  /** A state that another machine kept. @default the one that this machine kept of the stack */
  readonly file?: string | undefined;
}

export interface Pushed extends ChangedState {
  /** What was pushed or put away; gone by then. */
  readonly file: string;
}

interface KeptFile {
  readonly stack: Stack;
  readonly file: string;
  /** Why it is not pushed, with what to do instead. */
  readonly refusal: (reason: string) => UserError;
}

/** A state that Terraform could not upload, as its file has it. */
interface Errored extends KeptFile {
  readonly text: string;
  readonly state: TerraformState;
  /** By this machine's clock. */
  readonly written: Date;
}

/** Times in S3 are of whole seconds, and so is its clock. */
const ROUNDING_MILLISECONDS = 5000;

/**
 * Writes the state that Terraform could not upload into the bucket, with the settings of its deploy, and
 * removes its file.
 * @throws UserError when there is none, when it is another stack's, or when the stack's state went on without it.
 */
export async function pushErroredState(
  context: StateContext,
  options: PushOptions,
): Promise<Pushed> {
  const { style, progress } = options;
  const errored = readErrored(await fileOf(context, options));
  const { file } = errored;
  const changed = await changeState(context, options, 'ops state push-errored', async (stack) => {
    const current = await progress('Reading the state', context.store.current(stack.key));
    // After a push that was stopped before the digest, it is there already.
    if (current === undefined) requireOwn(errored, await context.backend.account());
    else if (current.text !== errored.text) requireNext(errored, current);
    return {
      summary: [
        `Push the state of ${stack.name} that could not be uploaded`,
        `  from ${file}, serial ${errored.state.serial}`,
        formatDifference(compareStates(current?.state, errored.state), style),
      ],
      text: errored.text,
      replaced: current,
    };
  });
  if (changed.outcome === 'changed') {
    await recordKeptSettings(context, changed.scope, file);
    rmSync(file);
  }
  return { ...changed, file };
}

/**
 * Puts a kept state that cannot be pushed among the backups: the stage can be planned again, and what the
 * file alone knows is to be recovered. Its settings are recorded, unless a later deploy has recorded its own.
 * @throws UserError when there is none.
 */
export async function putAwayErroredState(
  context: StateContext,
  options: PushOptions,
): Promise<Pushed> {
  const { confirm, style, backupDirectory } = options;
  const {
    stack: { name, scope },
    file,
  } = await fileOf(context, options);
  const summary = [
    style.bold(`Put the state of ${name} away that could not be uploaded`),
    `  ${file}`,
    'Terraform then knows nothing of what only that file records.',
  ].join('\n');
  if (!(await confirm(summary, new AbortController().signal))) {
    return { stack: name, scope, outcome: 'declined', file };
  }
  const backup = backupFile(path.basename(file, '.tfstate'), backupDirectory);
  copyFileSync(file, backup, constants.COPYFILE_EXCL);
  await recordKeptSettings(context, scope, file, { ifNewest: true });
  rmSync(file);
  return { stack: name, scope, outcome: 'changed', backup, file };
}

/** The outcome for people. */
export const formatPushed = (pushed: Pushed): string =>
  formatChanged(
    pushed,
    `The state of ${pushed.stack} is serial ${pushed.serial ?? ''} now; ${pushed.file} is removed.`,
    `pnpm ops plan ${pushed.scope}`,
  );

/** The outcome for people, of one that was put away. */
export const formatPutAway = (pushed: Pushed): string =>
  formatChanged(
    { outcome: pushed.outcome },
    `${pushed.file} is put away as ${pushed.backup ?? ''} (it may hold secrets).`,
    `pnpm ops recover ${pushed.scope}`,
  );

async function fileOf(
  context: StateContext,
  { stage, file: given }: PushOptions,
): Promise<KeptFile> {
  const stack = stackOf(context.config, stage);
  await requireAccountOf(context, stack);
  const file = given ?? (await keptState(context, stack));
  if (file === undefined) {
    throw new UserError(
      `No state of ${stack.name} is kept on this machine. Name one that another machine kept: --file PATH.`,
    );
  }
  const instead = given === undefined ? putAwayAdvice(stack.name) : recoverAdvice(stack.name);
  const refusal = (reason: string): UserError =>
    new UserError(`Nothing is pushed: ${reason}. ${instead}`);
  return { stack, file, refusal };
}

function readErrored(kept: KeptFile): Errored {
  const { file, refusal } = kept;
  try {
    const text = decodeState(readFileSync(file), file);
    return { ...kept, text, state: parseState(text, file), written: statSync(file).mtime };
  } catch (error) {
    if (error instanceof UnreadableState) throw refusal(error.message.replace(/\.$/, ''));
    throw new UserError(
      `${file} cannot be read: ${(error as Error).message}. Name another: --file PATH`,
    );
  }
}

/**
 * Where there is no state to compare with, the tags and ARNs of its resources say whose it is.
 * @throws UserError when it is another stack's or account's, and when nothing says that it is not.
 */
function requireOwn({ stack, file, state, refusal }: Errored, account: string): void {
  const marks = managed(state).flatMap(({ attributes: { arn, tags_all: tags } }) => {
    // A bucket's ARN names no account.
    const of = typeof arn === 'string' ? (arn.split(':')[4] ?? '') : '';
    const isTagged = tags !== null && typeof tags === 'object' && 'Stage' in tags;
    return [
      ...(of === '' ? [] : [`account ${of}`]),
      ...(isTagged ? [`stage ${JSON.stringify(tags.Stage)}`] : []),
    ];
  });
  const own = `stage ${JSON.stringify(stack.scope)}`;
  const others = new Set(marks.filter((mark) => mark !== own && mark !== `account ${account}`));
  if (others.size === 0 && marks.includes(own)) return;
  throw refusal(
    others.size === 0
      ? `${stack.name} has no state to compare ${file} with, and nothing in that says that it is of ${stack.scope}`
      : `${file} holds resources of ${[...others].join(' and ')}`,
  );
}

/** @throws UserError when the state in the bucket is none that the errored one goes on from. */
function requireNext(
  { stack: { name }, file, state, written, refusal }: Errored,
  current: StateObject,
): void {
  if (state.lineage !== current.state.lineage) {
    throw refusal(
      `${file} belongs to another life or stack than ${name} (lineage ${state.lineage}, now ${current.state.lineage})`,
    );
  }
  const { serial } = current.state;
  // By one clock, S3's.
  const then = new Date(written.getTime() + current.clockAhead);
  // A failed upload counts, so a state that went on without it may have the lower serial.
  const isOlder = then.getTime() + ROUNDING_MILLISECONDS < current.written.getTime();
  if (state.serial > serial && !isOlder) return;
  throw refusal(
    `the state went on without ${file} (serial ${serial} of ${formatTime(current.written)}; the file has serial ${state.serial} of ${formatTime(then)})`,
  );
}
