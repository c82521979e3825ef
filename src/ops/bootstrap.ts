import { rmSync } from 'node:fs';
import path from 'node:path';
import type { IAMClient } from '@aws-sdk/client-iam';
import { awsEndpoint } from '../config/environment';
import { loadConfig } from '../config/load';
import { ACCESS_STACK, STATE_STACK } from '../config/names';
import type { Environment } from '../config/overrides';
import type { SharedConfig } from '../config/schema';
import { terraformEnvironment } from '../terraform/environment';
import { Interrupted } from '../terraform/interrupts';
import { awsClients } from './aws';
import { bootstrapAccess } from './bootstrap-access';
import { bootstrapState } from './bootstrap-state';
import { createWorkspace, synthesizeStack } from './bootstrap-workspace';
import { iamClient } from './stage-boundary';
import { contextOf } from './state/context';
import { noteWriter } from './state/writer';
import { StateBackend } from './state-backend';
import type { Terraform } from './watched-terraform';
import { watchedTerraform } from './watched-terraform';

type Say = (line: string) => void;

/** A synthesized stack's folder, and the Terraform to run in it. */
interface BootstrapStack {
  readonly directory: string;
  readonly terraform: Terraform;
}

/** What one run works with. */
export interface BootstrapRun {
  readonly shared: SharedConfig;
  /** The names of the stages. */
  readonly stages: readonly string[];
  readonly account: string;
  readonly iam: IAMClient;
  readonly backend: StateBackend;
  readonly stack: (name: string) => BootstrapStack;
  readonly say: Say;
  readonly env: Environment | undefined;
}

/**
 * Makes what an account needs before its first stage: the remote state, then the boundaries of what
 * the stages' roles may do, and GitHub's access. What exists is kept and brought up to date.
 * @throws UserError when the account, the bucket's name or Terraform stands in the way.
 */
export async function bootstrap(env?: Environment, say: Say = console.log): Promise<void> {
  const terraformEnv = await terraformEnvironment(env);
  const config = loadConfig(env === undefined ? {} : { env });
  const { shared, stages } = config;
  const clients = awsClients(shared.stateRegion, env);
  const backend = new StateBackend(shared, clients, env);
  const account = await backend.account();
  const endpoint = awsEndpoint(env);
  say(`Account ${account}${endpoint === undefined ? '' : ` (at ${endpoint}, not AWS)`}`);
  const workspace = createWorkspace();
  try {
    const directory = path.dirname(await synthesizeStack(STATE_STACK, workspace, env));
    const run: BootstrapRun = {
      shared,
      stages: stages.map(({ name }) => name),
      account,
      iam: iamClient(env),
      backend,
      stack: (name) => stackAt(path.join(directory, name), terraformEnv),
      say,
      env,
    };
    const context = contextOf(config, clients, env);
    const stacks = async (): Promise<void> => {
      await bootstrapState(run);
      await bootstrapAccess(run);
    };
    await noteWriter([STATE_STACK, ACCESS_STACK], stacks, context);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted('Stopped. Run the same command again to finish.');
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

const stackAt = (directory: string, env: Environment): BootstrapStack => ({
  directory,
  terraform: watchedTerraform(directory, env),
});
