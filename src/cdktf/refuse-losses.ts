import type { Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { inRunFolder } from '../terraform/run-folder';
import { requireAllowedByVariable } from '../terraform/plan/gate';
import { stacksNamed, type Stack, type StateContext } from '../terraform/state/context';
import { managed, type TerraformState } from '../terraform/state/state-file';
import { awsName } from '../terraform/errored-state';
import { synthesizeStack } from '../terraform/synthesize';
import type { CdktfCall } from './arguments';
import { watchedRun } from './stage-run';

/** With them cdktf deploys something else than what this project synthesizes. */
const OTHER_SOURCE = /^(-a|--app|--skip-synth|--skipSynth)(=|$)/;

/** Plans a stack as it is synthesized; returns `show -json` of the plan. */
export type PlanStack = (stack: string) => Promise<string>;

/**
 * Plans every stack of a `cdktf deploy` that is not a disposable stage's, before cdktf plans it again: cdktf
 * itself refuses no plan. Where there is no state, nothing can be lost.
 * @throws UserError when the plan destroys, or no longer protects, what IMAGE_SERVICE_ALLOW_DESTROY does not
 *   name, and for options with which cdktf deploys something else than what was planned.
 */
export async function refuseLosses(
  { args, command, stacks }: CdktfCall,
  context: StateContext,
  planStack: PlanStack,
): Promise<void> {
  if (command !== 'deploy') return;
  for (const stack of stacksNamed(context.config, stacks)) {
    const { key, name } = stack;
    const current = await context.store.current(key);
    if (current === undefined || !isProtected(stack, current.state)) continue;
    const option = args.find((argument) => OTHER_SOURCE.test(argument));
    if (option !== undefined) {
      throw new UserError(
        `${name} is protected: cdktf deploys it only as this project synthesizes it, after a plan that loses no data. Leave out ${option}.`,
      );
    }
    requireAllowedByVariable(await planStack(name), context.env);
  }
}

/** A stage that was just made disposable has the protection of its last deploy. */
const isProtected = ({ stage }: Stack, state: TerraformState): boolean =>
  stage?.protection !== 'disposable' ||
  managed(state).some(
    ({ type, attributes }) =>
      type === 'aws_dynamodb_table' && attributes.deletion_protection_enabled === true,
  );

/** Plans with Terraform in a folder of its own, without the state lock. */
export const planWithTerraform =
  (context: StateContext, env: Environment): PlanStack =>
  async (stack) => {
    const account = await context.backend.account();
    return inRunFolder(
      async (folder) => {
        const directory = await synthesizeStack(stack, folder, env, 'alone');
        const run = watchedRun(directory, stack, env, account);
        await run.init();
        return run.show(await run.plan({ lock: 'none' }));
      },
      awsName(account, env),
    );
  };
