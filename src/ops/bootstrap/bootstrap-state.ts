import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { STATE_SCOPE, stateKey } from '../../config/names';
import { UserError } from '../../config/user-error';
import { values } from '../../synthesized/synthesized';
import type { StackRun } from '../../terraform/stack-run';
import { AT_ONCE, bringUpToDate, resourcesOf, type BootstrapRun } from './bootstrap-run';

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

/** There is no state yet: it begins in the run's folder and moves into the bucket once that exists. */
async function create(run: BootstrapRun): Promise<void> {
  const { backend, say } = run;
  const { stateStack } = run.config;
  const stack = run.stack(stateStack);
  const existing = [];
  for (const resource of namedResources(stack)) {
    const exists =
      resource.type === 'aws_s3_bucket'
        ? await backend.hasBucket(resource.name)
        : await backend.hasLockTable(resource.name);
    if (exists) existing.push(resource);
  }
  if (existing.length > 0) {
    say(`Continuing with what exists: ${existing.map(({ name }) => name).join(', ')}`);
  }
  const useOwnBackend = useLocalState(stack);
  stack.addImports(existing.map(({ address, name }) => ({ to: address, id: name })));
  await stack.init();
  // Planned apart, so that only what happens is shown, not the hundred lines of what will.
  await stack.apply(await stack.plan({ lock: AT_ONCE }), AT_ONCE);
  useOwnBackend();
  await stack.moveState();
  await requireArrived(backend, stateStack);
  say('\nThe remote state is ready.');
}

/** The state is in the bucket: the stack is brought up to date like any other. */
async function update(run: BootstrapRun): Promise<void> {
  const { backend, say } = run;
  const isChanged = await bringUpToDate(run, run.stack(run.config.stateStack), {
    shown: run.log === undefined ? 'plan' : 'apply',
    // Without its table there is nothing to lock with; the stack is about to put it back.
    canLock: () => backend.hasLockTable(),
  });
  say(
    isChanged ? '\nThe remote state is up to date.' : 'The remote state is ready; nothing to do.',
  );
}

/** @throws UserError when the state that was to move into the bucket is not there. */
export async function requireArrived(
  backend: Pick<BootstrapRun['backend'], 'hasState'>,
  stateStack: string,
): Promise<void> {
  if (await backend.hasState(STATE_KEY)) return;
  throw new UserError(
    `The state of ${stateStack} did not arrive in the bucket. Run \`pnpm ops bootstrap\` again.`,
  );
}

/** A resource of the stack that may exist before its state does. */
export interface NamedResource {
  readonly address: string;
  readonly type: NamedType;
  readonly name: string;
}

/** The types whose creation fails if they exist, with the argument that names them. */
const NAMED_BY = { aws_s3_bucket: 'bucket', aws_dynamodb_table: 'name' } as const;
type NamedType = keyof typeof NAMED_BY;

/** The buckets and tables of a synthesized stack. */
export const namedResources = (stack: Pick<StackRun, 'directory'>): NamedResource[] =>
  (Object.keys(NAMED_BY) as NamedType[]).flatMap((type) =>
    resourcesOf(stack, type).flatMap(({ address, body }) => {
      const [name] = values(body, NAMED_BY[type]);
      return typeof name === 'string' ? [{ address, type, name }] : [];
    }),
  );

/**
 * Lets the stack's first state be written to its folder: its own backend is the bucket that it is about
 * to create.
 * @returns a function that gives the stack its own backend back.
 */
export function useLocalState({ directory }: Pick<StackRun, 'directory'>): () => void {
  const backend = path.join(directory, 'backend_override.tf.json');
  writeFileSync(backend, JSON.stringify({ terraform: { backend: { local: {} } } }, null, 2));
  return () => {
    rmSync(backend);
  };
}
