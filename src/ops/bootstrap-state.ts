import { STATE_SCOPE, stateKey } from '../config/names';
import { UserError } from '../config/user-error';
import type { BootstrapRun } from './bootstrap-run';
import { namedResources, useLocalState } from './bootstrap-workspace';
import { bringUpToDate, color } from './bring-up-to-date';

const STATE_KEY = stateKey(STATE_SCOPE);

/**
 * Creates the bucket and the table of the remote state with the state stack itself, and keeps that
 * stack's state in them. What exists is kept: a run that was stopped is finished by the next.
 */
export async function bootstrapState(run: BootstrapRun): Promise<void> {
  const { backend, say } = run;
  const { shared } = run.config;
  say(
    `\nThe remote state\n  region  ${shared.stateRegion}\n  bucket  ${shared.stateBucketName}\n  table   ${shared.stateLockTableName}`,
  );
  const isInUse = (await backend.hasBucket()) && (await backend.hasState(STATE_KEY));
  await (isInUse ? update(run) : create(run));
}

/** There is no state yet: it begins in the workspace and moves into the bucket once that exists. */
async function create(run: BootstrapRun): Promise<void> {
  const { backend, say } = run;
  const { stateStack } = run.config;
  const { directory, terraform } = run.stack(stateStack);
  const existing = [];
  for (const resource of namedResources(directory)) {
    const exists =
      resource.type === 'aws_s3_bucket'
        ? await backend.hasBucket(resource.name)
        : await backend.hasLockTable(resource.name);
    if (exists) existing.push(resource);
  }
  if (existing.length > 0) {
    say(`Continuing with what exists: ${existing.map(({ name }) => name).join(', ')}`);
  }
  const useOwnBackend = useLocalState(directory, existing);
  await terraform(['init', '-no-color'], { output: 'captured' });
  // Planned apart, so that only what happens is shown, not the hundred lines of what will.
  await terraform(['plan', '-no-color', '-out=plan'], { output: 'captured' });
  await terraform(['apply', ...color(), 'plan']);
  useOwnBackend();
  // No lock: nobody else can know this state yet, and a killed run would leave it held.
  await terraform(['init', '-no-color', '-migrate-state', '-force-copy', '-lock=false'], {
    output: 'captured',
  });
  if (!(await backend.hasState(STATE_KEY))) {
    throw new UserError(
      `The state of ${stateStack} did not arrive in the bucket. Run \`pnpm ops bootstrap\` again.`,
    );
  }
  say('\nThe remote state is ready.');
}

/** The state is in the bucket: the stack is brought up to date like any other. */
async function update(run: BootstrapRun): Promise<void> {
  const { backend, say } = run;
  const isChanged = await bringUpToDate({
    ...run.stack(run.config.stateStack),
    say,
    shown: run.log === undefined ? 'plan' : 'apply',
    // Without its table there is nothing to lock with; the stack is about to put it back.
    canLock: () => backend.hasLockTable(),
  });
  say(
    isChanged ? '\nThe remote state is up to date.' : 'The remote state is ready; nothing to do.',
  );
}
