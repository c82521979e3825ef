import { rmSync } from 'node:fs';
import { awsEndpoint, childEnvironment } from '../config/environment';
import { loadConfig } from '../config/load';
import { STATE_STACK, stateKey } from '../config/names';
import type { Environment } from '../config/overrides';
import type { SharedConfig } from '../config/schema';
import { UserError } from '../config/user-error';
import { Interrupted } from '../terraform/interrupts';
import { providerEnvironment } from '../terraform/provider-source';
import type { TerraformOptions } from '../terraform/terraform';
import { runTerraform } from '../terraform/terraform';
import { requireTerraform } from '../terraform/version';
import { awsClients } from './aws';
import {
  createWorkspace,
  namedResources,
  synthesizeStateStack,
  useLocalState,
} from './bootstrap-workspace';
import { StateBackend } from './state-backend';
import { bringUpToDate, color } from './bring-up-to-date';

const STATE_KEY = stateKey('state');

type Say = (line: string) => void;

/** What one run works with. */
interface Bootstrap {
  readonly backend: StateBackend;
  /** The state stack's synthesized folder. */
  readonly directory: string;
  readonly terraform: (
    args: readonly string[],
    options?: Partial<TerraformOptions>,
  ) => ReturnType<typeof runTerraform>;
  readonly say: Say;
}

/**
 * Creates the bucket and the table of the remote state with the state stack itself, and keeps that
 * stack's state in them. What exists is kept: a run that was stopped is finished by the next.
 * @throws UserError when the account, the bucket's name or Terraform stands in the way.
 */
export async function bootstrap(env?: Environment, say: Say = console.log): Promise<void> {
  requireTerraform(env);
  const { shared } = loadConfig(env === undefined ? {} : { env });
  const backend = new StateBackend(shared, awsClients(shared.stateRegion, env), env);
  say(introduction(shared, await backend.account(), awsEndpoint(env)));
  const isInUse = (await backend.hasBucket()) && (await backend.hasState(STATE_KEY));
  const workspace = createWorkspace();
  try {
    const directory = await synthesizeStateStack(workspace, env);
    const terraformEnv = childEnvironment(await providerEnvironment(env), env);
    const terraform: Bootstrap['terraform'] = (args, options) =>
      runTerraform(args, { cwd: directory, env: terraformEnv, ...options });
    const run = { backend, directory, terraform, say };
    await (isInUse ? update(run) : create(run));
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted('Stopped. Run the same command again to finish.');
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** There is no state yet: it begins in the workspace and moves into the bucket once that exists. */
async function create({ backend, directory, terraform, say }: Bootstrap): Promise<void> {
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
      `The state of ${STATE_STACK} did not arrive in the bucket. Run \`pnpm ops bootstrap\` again.`,
    );
  }
  say('\nThe remote state is ready.');
}

/** The state is in the bucket: the stack is brought up to date like any other. */
async function update({ backend, terraform, say }: Bootstrap): Promise<void> {
  const isChanged = await bringUpToDate({
    terraform,
    say,
    // Without its table there is nothing to lock with; the stack is about to put it back.
    canLock: () => backend.hasLockTable(),
  });
  say(
    isChanged ? '\nThe remote state is up to date.' : 'The remote state is ready; nothing to do.',
  );
}

function introduction(shared: SharedConfig, account: string, endpoint?: string): string {
  return [
    'Remote state of the image service',
    `  account  ${account}${endpoint === undefined ? '' : ` (at ${endpoint}, not AWS)`}`,
    `  region   ${shared.stateRegion}`,
    `  bucket   ${shared.stateBucketName}`,
    `  table    ${shared.stateLockTableName}`,
  ].join('\n');
}
