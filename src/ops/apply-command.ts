import type { Command } from 'commander';
import type { ApplyOptions } from './apply-plan';
import { applyStage } from './apply-plan';
import { COMMANDS } from './commands';
import { leaveForSteps } from './github/step-output';
import { allowDestroy, lockTimeout } from './plan-command';
import { addCommand } from './report';
import { runCommand } from './run-command';

/** `ops apply` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.apply,
    isReport: false,
    description:
      'Applies a plan that `ops plan` made. It is refused when the state moved since, when the stack synthesized from this checkout differs from what was planned, when it is older than 3 days, or when it destroys a stateful resource that --allow-destroy does not name. It prints its start, for `ops alarms --since`; in a workflow the step has it as its output `start`. Ctrl-C lets Terraform finish its step and release the state lock.',
    examples: ['apply dev --plan plan-dev'],
    exitCodes: 'Exit codes: 0 applied, 1 failed or refused, 130 stopped.',
  })
    .requiredOption('--plan <dir>', 'the folder that `ops plan --out` wrote')
    .addOption(allowDestroy('allow what the plan was not made with (repeatable)'))
    .addOption(lockTimeout())
    .action((stage: string, options: ApplyOptions) =>
      runCommand(() =>
        applyStage(stage, {
          ...options,
          onStart: (start) => {
            leaveForSteps('start', start);
          },
        }),
      ),
    );
}
