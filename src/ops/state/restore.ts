import { UserError } from '../../config/user-error';
import type { Style } from '../../cli/terminal';
import { formatTime } from '../../cli/times';
import type { ChangedState, ChangeOptions, StateChange } from './change-state';
import { changeState, formatChanged } from './change-state';
import type { Stack, StateContext } from '../../terraform/state/context';
import { refuseKept, requireAccountOf, stackOf } from '../../terraform/state/context';
import { readVersion } from './history';
import { whoAmI } from '../../terraform/state/lock-holder';
import { RESTORED_BY, RESTORED_FROM } from '../../terraform/state/restore-metadata';
import { selectVersion } from './select-version';
import { compareStates, formatDifference, isSame } from './state-diff';
import { withSerial } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';

export interface RestoreOptions extends ChangeOptions {
  /** A serial or a version id. */
  readonly version: string;
}

/** How a restore ended; `unchanged`: that version is the current one. */
export interface Restored extends ChangedState {
  readonly from: { readonly serial: number; readonly versionId: string | undefined };
}

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
  const { progress, version } = options;
  const stack = stackOf(context.config, options.stage);
  await requireAccountOf(context, stack);
  await refuseKept(context, stack);
  const target = await progress('Looking for the version', selectVersion(context, stack, version));
  const changed = await changeState(context, options, 'ops state restore', async () =>
    restored(
      context,
      options.style,
      await progress('Reading the state', readSituation(context, stack, target)),
    ),
  );
  return { ...changed, from: { serial: target.state.serial, versionId: target.versionId } };
}

/** The outcome for people. */
export const formatRestored = (restored: Restored): string => {
  const { stack, outcome, from, serial } = restored;
  return outcome === 'unchanged'
    ? `Serial ${from.serial} is the current state of ${stack}; there is nothing to restore.`
    : formatChanged(
        restored,
        `${stack} is back at serial ${from.serial}, as serial ${serial ?? ''}.`,
        `pnpm cdktf diff ${stack}`,
      );
};

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

/** The older state as the next; undefined where it is the current one already. */
function restored(
  { store }: StateContext,
  style: Style,
  { stack, target, reference, current, isDigestRight }: Situation,
): StateChange | undefined {
  requireSameLineage(stack, target, reference);
  if (isDigestRight && current?.md5 === target.md5) return undefined;
  const serial = Math.max(reference.state.serial, target.state.serial) + 1;
  return {
    summary: summary(stack, target, current, serial, style),
    text: withSerial(target.text, serial, store.url(stack.key)),
    replaced: current,
    metadata: {
      [RESTORED_BY]: whoAmI(),
      [RESTORED_FROM]: target.versionId ?? 'null',
    },
  };
}

function requireSameLineage(stack: Stack, target: StateObject, reference: StateObject): void {
  if (target.state.lineage === reference.state.lineage) return;
  throw new UserError(
    `Serial ${target.state.serial} belongs to another life of ${stack.name} (lineage ${target.state.lineage}, now ${reference.state.lineage}): its resources are not these. \`pnpm ops state history ${stack.scope}\` lists others.`,
  );
}

function summary(
  stack: Stack,
  target: StateObject,
  current: StateObject | undefined,
  serial: number,
  style: Style,
): StateChange['summary'] {
  const describe = ({ state, written, versionId }: StateObject): string =>
    `serial ${state.serial} of ${formatTime(written)} (version ${versionId ?? 'null'})`;
  const difference = compareStates(current?.state, target.state);
  return [
    `Restore the state of ${stack.name}`,
    `  now  ${current === undefined ? 'no readable state' : describe(current)}`,
    `  to   ${describe(target)}, as serial ${serial}`,
    isSame(difference)
      ? 'Resources and outputs stay the same.'
      : formatDifference(difference, style),
  ];
}
