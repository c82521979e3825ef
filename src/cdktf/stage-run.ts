import { configOf } from '../config/accounts';
import { loadConfig, stageNamed } from '../config/load';
import { stackName } from '../config/names';
import type { Environment } from '../config/environment';
import { terraformEnvironment } from '../terraform/environment';
import { awsName } from '../terraform/errored-state';
import { inRunFolder } from '../terraform/run-folder';
import { StackRun } from '../terraform/stack-run';
import { awsClients } from '../aws/clients';
import { readCdktfArguments } from './arguments';
import { checkCall, checkContext } from './checks';
import { withProgress } from '../cli/progress';
import type { PlannedState } from '../terraform/plan/plan-record';
import { contextOf, requirePlannable, stackOf } from '../terraform/state/context';
import { changedSettings, type ChangedSetting } from '../terraform/state/recorded-settings';
import { synthesizeStack } from '../terraform/synthesize';
import { thisTerminal } from '../cli/terminal';
import { watchedTerraform } from '../terraform/watched-terraform';

/** A stage's stack and Terraform at work on it. */
export interface StageRun {
  /** The stage that the stack is of. */
  readonly scope: string;
  /** The AWS account that the credentials belong to. */
  readonly account: string;
  /** Settings of the stage's last deploy that are other ones here. */
  readonly settings: readonly ChangedSetting[];
  readonly run: StackRun;
  /** Asks which state the stack now has; null while there is none. */
  readonly stateIdentity: () => Promise<PlannedState>;
}

/**
 * Does the work on a stage's stack, synthesized in a folder of its own, after checking what Terraform
 * would trip over half-way.
 * @throws UserError for the first problem: Terraform, configuration, account, state.
 */
export async function withStageRun<T>(
  stage: string,
  command: 'plan' | 'deploy' | 'destroy',
  work: (on: StageRun) => Promise<T>,
  given?: Environment,
): Promise<T> {
  const env = await terraformEnvironment(given);
  const config = loadConfig({ env });
  const configured = stageNamed(config, stage);
  const stack = stackName(configured.name);
  const clients = awsClients(config.shared.stateRegion, env);
  const context = checkContext(config, clients, { env, isInteractive: false });
  const check = checkCall(readCdktfArguments([command, stack, '--auto-approve']), context);
  await withProgress('Checking account and state', check, thisTerminal());
  const states = contextOf(configOf(config, configured), clients, env);
  const own = stackOf(states.config, configured.name);
  const [settings] = await Promise.all([
    changedSettings(states, configured),
    requirePlannable(states, own),
  ]);
  const account = await context.backend.account();
  return inRunFolder(
    async (folder) => {
      const synthesis = synthesizeStack(stack, folder, env, 'alone');
      const directory = await withProgress('Synthesizing', synthesis, thisTerminal());
      const run = watchedRun(directory, stack, env, account);
      const stateIdentity = (): Promise<PlannedState> => states.store.identity(own.key);
      return work({ scope: stage, account, settings, run, stateIdentity });
    },
    awsName(account, env),
  );
}

/** Terraform at work on a synthesized stack, with a line that says so while it shows nothing. */
export const watchedRun = (
  directory: string,
  stack: string,
  env: Environment,
  account: string,
): StackRun =>
  new StackRun({
    ...{ directory, stack, aws: awsName(account, env) },
    terraform: watchedTerraform(directory, env),
  });
