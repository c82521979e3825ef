import path from 'node:path';
import { loadConfig, stageNamed } from '../config/load';
import { stackName } from '../config/names';
import type { Environment } from '../config/environment';
import { terraformEnvironment, withTerraform } from '../terraform/environment';
import { CACHE_DIRECTORY } from '../terraform/project';
import { awsClients } from './aws';
import { removeImports } from './bootstrap-workspace';
import { readCdktfArguments } from './cdktf-arguments';
import { checkCall, checkContext } from './cdktf-checks';
import { withProgress } from './progress';
import { synthesizeStack } from './synthesize';
import { thisTerminal } from './terminal';
import { configOf } from '../config/accounts';
import { contextOf } from './state/context';
import type { ChangedSetting } from './state/recorded-settings';
import { changedSettings } from './state/recorded-settings';
import type { Terraform } from './watched-terraform';
import { watchedTerraform } from './watched-terraform';

/** A synthesized stack and the Terraform to run in it. */
export interface StackWorkspace {
  /** The stage that the stack is of. */
  readonly scope: string;
  /** The AWS account that the credentials belong to. */
  readonly account: string;
  /** Holds cdk.tf.json and the provider lock file. */
  readonly directory: string;
  /** Settings of the stage's last deploy that are other ones here. */
  readonly settings: readonly ChangedSetting[];
  readonly terraform: Terraform;
}

/**
 * Synthesizes a stage's stack after checking what Terraform would trip over half-way.
 * @throws UserError for the first problem: Terraform, configuration, account, state.
 */
export async function openStage(
  stage: string,
  command: 'plan' | 'deploy',
  given?: Environment,
): Promise<StackWorkspace> {
  const env = await withTerraform(given);
  const config = loadConfig({ env });
  const configured = stageNamed(config, stage);
  const stack = stackName(configured.name);
  const clients = awsClients(config.shared.stateRegion, env);
  const context = checkContext(config, clients, { env, isInteractive: false });
  const check = checkCall(readCdktfArguments([command, stack, '--auto-approve']), context);
  await withProgress('Checking account and state', check, thisTerminal());
  const states = contextOf(configOf(config, configured), clients, env);
  const settings = await changedSettings(states, configured);
  // Not cdktf's own folder: a plan is not to meet what another command is doing there.
  const outdir = path.join(CACHE_DIRECTORY, 'stages', stage);
  const synthesis = synthesizeStack(stack, outdir, env, 'alone');
  const directory = await withProgress('Synthesizing', synthesis, thisTerminal());
  // Of a recovery that was killed.
  removeImports(directory);
  const account = await context.backend.account();
  return workspaceAt(directory, { scope: stage, account, settings, env });
}

/** A workspace in a folder that holds a synthesized stack already. */
export async function workspaceAt(
  directory: string,
  about: {
    readonly scope: string;
    readonly account: string;
    /** @default the last deploy's are not known */
    readonly settings?: readonly ChangedSetting[];
    readonly env?: Environment | undefined;
  },
): Promise<StackWorkspace> {
  const { scope, account, settings = [], env } = about;
  const terraform = watchedTerraform(directory, await terraformEnvironment(env));
  return { scope, account, directory, settings, terraform };
}

/** `terraform init` with the pinned providers. The state stays where it is, whatever was used before. */
export async function initialize({ terraform }: StackWorkspace): Promise<void> {
  await terraform(['init', '-no-color', '-reconfigure', '-lockfile=readonly'], {
    output: 'captured',
  });
}
