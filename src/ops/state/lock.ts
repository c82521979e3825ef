import type { Style } from '../terminal';
import { formatAge } from '../times';
import type { StateContext } from './context';
import { requireAccountOf, stackOf } from './context';
import type { LockInfo } from './lock-table';

/** Whether a stack's state is locked, and by whom. */
export interface LockStatus {
  readonly stage: string;
  readonly stack: string;
  readonly lock: LockInfo | undefined;
}

/** Who holds the lock of a stack's state. */
export async function lockStatus(context: StateContext, stage: string): Promise<LockStatus> {
  const stack = stackOf(context.config, stage);
  await requireAccountOf(context, stack);
  const held = await context.locks.held(stack.key);
  return { stage: stack.scope, stack: stack.name, lock: held?.info };
}

/** The lock for people, with the way to remove it. */
export function formatLockStatus({ stage, stack, lock }: LockStatus, style: Style): string {
  if (lock === undefined) return `The state of ${stack} is not locked.`;
  const lines = {
    id: lock.ID,
    holder: lock.Who,
    since: `${lock.Created} (${formatAge(new Date(lock.Created))} ago)`,
    operation: lock.Operation,
    terraform: lock.Version,
    ...(lock.Info !== '' && { note: lock.Info }),
  };
  return [
    style.yellow(`The state of ${stack} is locked.`),
    ...Object.entries(lines).map(([name, value]) => `  ${name.padEnd(10)} ${value}`),
    `If nobody is working on it any more: pnpm ops state unlock ${stage} ${lock.ID}`,
  ].join('\n');
}
