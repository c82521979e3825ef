import { rmSync } from 'node:fs';
import path from 'node:path';
import { awsEndpoint, childEnvironment } from '../config/environment';
import { loadConfig } from '../config/load';
import { ACCESS_STACK } from '../config/names';
import type { Environment } from '../config/overrides';
import { Interrupted } from '../terraform/interrupts';
import { providerEnvironment } from '../terraform/provider-source';
import { runTerraform } from '../terraform/terraform';
import { requireTerraform } from '../terraform/version';
import { awsClients } from './aws';
import { createWorkspace } from './bootstrap-workspace';
import { bringUpToDate } from './bring-up-to-date';
import { StateBackend } from './state-backend';
import { synthesizeStack } from './synthesize';

/**
 * Deploys the access stack, whose state is in the bucket like a stage's. The roles in it may not
 * change themselves: a person does this, with rights over IAM.
 * @throws UserError when the remote state is missing, or Terraform stands in the way.
 */
export async function bootstrapAccess(
  env?: Environment,
  say: (line: string) => void = console.log,
): Promise<void> {
  requireTerraform(env);
  const { shared } = loadConfig(env === undefined ? {} : { env });
  const backend = new StateBackend(shared, awsClients(shared.stateRegion, env), env);
  const endpoint = awsEndpoint(env);
  const at = endpoint === undefined ? '' : ` (at ${endpoint}, not AWS)`;
  say(`GitHub's access\n  account     ${await backend.account()}${at}`);
  say(`  repository  ${shared.repository}`);
  await backend.require();
  const workspace = createWorkspace();
  try {
    const outdir = path.join(workspace, 'cdktf.out');
    const directory = await synthesizeStack(ACCESS_STACK, outdir, env);
    const terraformEnv = childEnvironment(await providerEnvironment(env), env);
    const isChanged = await bringUpToDate({
      terraform: (args, options) =>
        runTerraform(args, { cwd: directory, env: terraformEnv, ...options }),
      say,
      canLock: () => Promise.resolve(true),
    });
    say(
      isChanged ? "\nGitHub's access is up to date." : "GitHub's access is ready; nothing to do.",
    );
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted('Stopped. Run `pnpm ops bootstrap --access` again to finish.');
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}
