import { UserError } from '../../config/user-error';
import { formatChanged, underLock, type ChangedState, type ChangeOptions } from './change-state';
import type { Stack, StateContext } from '../../terraform/state/context';
import { requireAccountOf, stackOf } from '../../terraform/state/context';
import { restoreAdvice } from '../../terraform/state/state-store';
import { readVersion } from './history';

/**
 * Removes the digest of a state of which the bucket has no version any more: with it Terraform
 * refuses to plan, and there is nothing to restore. What AWS still has is then found by `ops recover`.
 * @throws UserError when there is no digest, or a state to restore.
 */
export async function removeDigest(
  context: StateContext,
  { stage, confirm, style, progress }: ChangeOptions,
): Promise<ChangedState> {
  const stack = stackOf(context.config, stage);
  const { name, scope, key } = stack;
  await requireAccountOf(context, stack);
  return underLock(context, stack, 'ops state remove-digest', async (signal) => {
    const digest = await context.locks.digest(key);
    if (digest === undefined || digest === '') {
      throw new UserError(
        `The lock table remembers no state of ${name}: there is nothing to remove.`,
      );
    }
    await progress('Looking for a version', requireNothingToRestore(context, stack));
    signal.throwIfAborted();
    const summary = [
      style.bold(`Remove the digest of the state of ${name}`),
      'The bucket has no version of that state. Terraform then plans as if nothing were deployed.',
    ].join('\n');
    if (!(await confirm(summary, signal))) return { stack: name, scope, outcome: 'declined' };
    await context.locks.removeDigest(key, digest);
    return { stack: name, scope, outcome: 'changed' };
  });
}

/** The outcome for people. */
export const formatDigestRemoved = (removed: ChangedState): string =>
  formatChanged(
    removed,
    `The digest of ${removed.stack} is removed.`,
    `pnpm ops recover ${removed.scope}`,
  );

async function requireNothingToRestore(context: StateContext, stack: Stack): Promise<void> {
  const { store } = context;
  for await (const version of store.versions(stack.key)) {
    const { object, isDeletion } = await readVersion(store, stack, version);
    if (object !== undefined) {
      throw new UserError(
        `The state of ${stack.name} can be restored. ${restoreAdvice(stack.scope)}`,
      );
    }
    if (version.isLatest && !isDeletion) {
      throw new UserError(
        `What lies at ${store.url(stack.key)} is no state. Delete it first: aws s3 rm ${store.url(stack.key)}`,
      );
    }
  }
}
