import { UserError } from '../../config/user-error';
import { requireAccountOf, stackOf, type StateContext } from '../../terraform/state/context';
import { livingHolder, type HolderMachine } from '../../terraform/state/lock-holder';
import { describeHolder, type LockInfo } from '../../terraform/state/lock-info';

export interface UnlockOptions {
  readonly stage: string;
  /** The id that `ops state lock` shows: nobody removes a lock they have not looked at. */
  readonly id: string;
  /** Although the holder is a living process of this machine. @default false */
  readonly force?: boolean | undefined;
}

export interface Unlocked {
  readonly stack: string;
  readonly lock: LockInfo;
}

/**
 * Removes the lock of a stack's state.
 * @throws UserError when it is not locked, by another id, or by a living process of this machine.
 */
export async function unlock(
  context: StateContext,
  { stage, id, force = false }: UnlockOptions,
  machine?: HolderMachine,
): Promise<Unlocked> {
  const stack = stackOf(context.config, stage);
  await requireAccountOf(context, stack);
  const held = await context.locks.held(stack.key);
  if (held === undefined) {
    throw new UserError(`The state of ${stack.name} is not locked: there is nothing to remove.`);
  }
  if (held.info.ID !== id) {
    throw new UserError(
      `The state of ${stack.name} is locked ${describeHolder(held.info)}, not by "${id}". Nothing was removed.`,
    );
  }
  const pid = livingHolder(held.info, context.locks.lockId(stack.key), machine);
  if (pid !== undefined && !force) {
    throw new UserError(
      `Process ${pid} of this machine seems to be working on the state of ${stack.name}. Let it finish, or end it; --force removes the lock nevertheless.`,
    );
  }
  await context.locks.release(stack.key, held);
  return { stack: stack.name, lock: held.info };
}

/** What was done, for people. */
export const formatUnlocked = ({ stack, lock }: Unlocked): string =>
  `The lock of ${stack} is removed; it was held ${describeHolder(lock)}.`;
