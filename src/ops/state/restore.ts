import { UserError } from '../../config/user-error';
import type { Style } from '../../cli/terminal';
import { formatTime } from '../../cli/times';
import type { ChangeOptions } from './change-state';
import { backupLine, keepBackup, underLock, writeState } from './change-state';
import type { Stack, StateContext } from '../../terraform/state/context';
import { requireAccountOf, stackOf } from '../../terraform/state/context';
import { readVersion } from './history';
import { whoAmI } from '../../terraform/state/lock-holder';
import { RESTORED_BY, RESTORED_FROM, RESTORED_OVER } from '../../terraform/state/restore-metadata';
import { selectVersion } from './select-version';
import { compareStates, formatDifference, isSame } from './state-diff';
import { withSerial } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';

export interface RestoreOptions extends ChangeOptions {
  /** A serial or a version id. */
  readonly version: string;
}

/** How a restore ended. */
export interface Restored {
  readonly stack: string;
  /** `unchanged`: that version is the current one. `declined`: the person said no. */
  readonly outcome: 'restored' | 'unchanged' | 'declined';
  readonly from: { readonly serial: number; readonly versionId: string | undefined };
  /** The new version and serial. */
  readonly serial?: number;
  readonly versionId?: string | undefined;
  /** The file that holds the state that was replaced. */
  readonly backup?: string | undefined;
}

/** What is known under the lock, before anything is changed. */
interface Situation {
  readonly stack: Stack;
  readonly target: StateObject;
  /** The newest version that is a state. */
  readonly reference: StateObject;
  /** Undefined when the current version is a deletion or no state. */
  readonly current: StateObject | undefined;
  readonly isDigestRight: boolean;
}

/**
 * Makes an older version of a stack's state the current one, under Terraform's own lock. AWS is
 * not touched: the next plan shows how it differs from what Terraform then believes.
 * @throws UserError when the state is locked or the version is another stack's; Interrupted.
 */
export async function restoreState(
  context: StateContext,
  options: RestoreOptions,
): Promise<Restored> {
  const stack = stackOf(context.config, options.stage);
  await requireAccountOf(context, stack);
  const target = await options.progress(
    'Looking for the version',
    selectVersion(context, stack, options.version),
  );
  return underLock(context, stack, 'ops state restore', async (signal) => {
    const situation = await options.progress(
      'Reading the state',
      readSituation(context, stack, target),
    );
    return restore(context, options, situation, signal);
  });
}

/** The outcome for people. */
export function formatRestored({ stack, outcome, from, serial, backup }: Restored): string {
  if (outcome === 'declined') return 'Nothing was changed.';
  if (outcome === 'unchanged') {
    return `Serial ${from.serial} is the current state of ${stack}; there is nothing to restore.`;
  }
  return [
    `${stack} is back at serial ${from.serial}, as serial ${serial ?? ''}.`,
    ...(backup === undefined ? [] : [backupLine(backup)]),
    `Next: pnpm cdktf diff ${stack}`,
  ].join('\n');
}

/** The state's versions and digest, read once nobody else can write. */
async function readSituation(
  context: StateContext,
  stack: Stack,
  target: StateObject,
): Promise<Situation> {
  const digest = await context.locks.digest(stack.key);
  for await (const version of context.store.versions(stack.key)) {
    const { object } = await readVersion(context.store, stack, version);
    if (object === undefined) continue;
    const current = version.isLatest ? object : undefined;
    const isDigestRight = digest === undefined || digest === current?.md5;
    return { stack, target, reference: object, current, isDigestRight };
  }
  return { stack, target, reference: target, current: undefined, isDigestRight: false };
}

async function restore(
  context: StateContext,
  { confirm, backupDirectory, style, progress }: RestoreOptions,
  { stack, target, reference, current, isDigestRight }: Situation,
  signal: AbortSignal,
): Promise<Restored> {
  requireSameLineage(stack, target, reference);
  const from = { serial: target.state.serial, versionId: target.versionId };
  if (isDigestRight && current?.md5 === target.md5) {
    return { stack: stack.name, outcome: 'unchanged', from };
  }
  const serial = Math.max(reference.state.serial, target.state.serial) + 1;
  const text = withSerial(target.text, serial, context.store.url(stack.key));
  signal.throwIfAborted();
  if (!(await confirm(summary(stack, target, current, serial, style), signal))) {
    return { stack: stack.name, outcome: 'declined', from };
  }
  signal.throwIfAborted();
  const backup = current && keepBackup(stack, current, backupDirectory);
  const metadata = {
    [RESTORED_BY]: whoAmI(),
    [RESTORED_FROM]: target.versionId ?? 'null',
    ...(current?.versionId !== undefined && { [RESTORED_OVER]: current.versionId }),
  };
  // From here on it is finished, whoever wants to stop: state and digest belong together.
  const versionId = await progress('Writing the state', writeState(context, stack, text, metadata));
  return { stack: stack.name, outcome: 'restored', from, serial, versionId, backup };
}

function requireSameLineage(stack: Stack, target: StateObject, reference: StateObject): void {
  if (target.state.lineage === reference.state.lineage) return;
  throw new UserError(
    `Serial ${target.state.serial} belongs to another life of ${stack.name} (lineage ${target.state.lineage}, now ${reference.state.lineage}): its resources are not these. It is not restored.`,
  );
}

function summary(
  stack: Stack,
  target: StateObject,
  current: StateObject | undefined,
  serial: number,
  style: Style,
): string {
  const describe = ({ state, written, versionId }: StateObject): string =>
    `serial ${state.serial} of ${formatTime(written)} (version ${versionId ?? 'null'})`;
  const difference = compareStates(current?.state, target.state);
  return [
    style.bold(`Restore the state of ${stack.name}`),
    `  now  ${current === undefined ? 'no readable state' : describe(current)}`,
    `  to   ${describe(target)}, as serial ${serial}`,
    isSame(difference)
      ? 'Resources and outputs stay the same.'
      : formatDifference(difference, style),
    'Only what Terraform knows is changed, nothing in AWS.',
  ].join('\n');
}
