import type { Command } from 'commander';
import { UserError } from '../../config/user-error';
import type { ApplyOptions } from './apply-plan';
import { applyStage } from './apply-plan';
import { COMMANDS } from '../commands';
import { leaveForSteps } from '../../github/step-output';
import { allowDestroy, lockTimeout } from '../plan/command';
import { addCommand } from '../../cli/report';
import { runCommand } from '../../cli/run-command';
import { withStoredPlan } from '../plan/stored-plans';

/** `ops apply` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.apply,
    isReport: false,
    description:
      'Applies a plan that `ops plan` made. It is refused when the state moved since, when the stack synthesized from this checkout differs from what was planned, when it is older than 3 days, or when it destroys a stateful resource that --allow-destroy does not name. It prints its start, for `ops alarms --since`; in a workflow the step has it as its output `start`. Ctrl-C lets Terraform finish its step and release the state lock.',
    examples: ['apply dev --plan plan-dev', 'apply dev --stored <id>'],
    exitCodes: 'Exit codes: 0 applied, 1 failed or refused, 130 stopped.',
  })
    .option('--plan <dir>', 'the folder that `ops plan --out` wrote')
    .option('--stored <id>', 'what `ops plan --store` has kept; it is removed once it is applied')
    .addOption(allowDestroy('allow what the plan was not made with (repeatable)'))
    .addOption(lockTimeout())
    .action((stage: string, options: CommandOptions) => runCommand(() => apply(stage, options)));
}

type CommandOptions = Omit<ApplyOptions, 'plan'> & {
  readonly plan?: string;
  readonly stored?: string;
};

async function apply(stage: string, options: CommandOptions): Promise<void> {
  const { plan, stored } = options;
  const applyFrom = (directory: string): Promise<void> =>
    applyStage(stage, {
      ...options,
      plan: directory,
      onStart: (start) => {
        leaveForSteps('start', start);
      },
    });
  if (plan !== undefined && stored === undefined) return applyFrom(plan);
  if (stored !== undefined && plan === undefined) return withStoredPlan(stage, stored, applyFrom);
  throw new UserError('Name the plan to apply, with --plan or --stored: one of the two.');
}
