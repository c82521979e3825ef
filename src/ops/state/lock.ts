import type { Style } from '../../cli/terminal';
import { requireAccountOf, stackOf, type StateContext } from '../../terraform/state/context';
import { lockAge, unlockAdvice, type LockInfo } from '../../terraform/state/lock-info';

export interface LockStatus {
  readonly stage: string;
  readonly stack: string;
  readonly lock: LockInfo | undefined;
  /** Where the lock is: usually in both. */
  readonly places: readonly string[];
}

/** Who holds the lock of a stack's state. */
export async function lockStatus(context: StateContext, stage: string): Promise<LockStatus> {
  const stack = stackOf(context.config, stage);
  await requireAccountOf(context, stack);
  const held = await context.locks.held(stack.key);
  const places = [...(held?.places.keys() ?? [])].map(({ name }) => name);
  return { stage: stack.scope, stack: stack.name, lock: held?.info, places };
}

/** The lock for people, with the way to remove it. */
export function formatLockStatus({ stage, stack, lock, places }: LockStatus, style: Style): string {
  if (lock === undefined) return `The state of ${stack} is not locked.`;
  const age = lockAge(lock);
  const lines = {
    id: lock.ID,
    holder: lock.Who,
    since: lock.Created + (age === undefined ? '' : ` (${age} ago)`),
    operation: lock.Operation,
    terraform: lock.Version,
    where: places.join(', '),
    ...(lock.Info !== '' && { note: lock.Info }),
  };
  return [
    style.yellow(`The state of ${stack} is locked.`),
    ...Object.entries(lines).map(([name, value]) => `  ${name.padEnd(10)} ${value}`),
    unlockAdvice(stage, lock),
  ].join('\n');
}
