import type { Command } from 'commander';
import type { ApplyOptions } from './apply-plan';
import { applyStage } from './apply-plan';
import { allowDestroy, lockTimeout } from './plan-command';
import { runCommand } from './run-command';

/** `ops apply` */
export function register(program: Command): void {
  program
    .command('apply')
    .argument('<stage>', 'the stage to apply to')
    .summary('apply exactly the plan that was reviewed')
    .description(
      'Applies a plan that `ops plan` made. It is refused when the state moved since, when the stack synthesized from this checkout differs from what was planned, or when it destroys a stateful resource that --allow-destroy does not name. Ctrl-C lets Terraform finish its step and release the state lock.',
    )
    .requiredOption('--plan <dir>', 'the folder that `ops plan --out` wrote')
    .addOption(allowDestroy('allow what the plan was not made with (repeatable)'))
    .addOption(lockTimeout())
    .addHelpText('after', '\nExample:\n  $ pnpm ops apply dev --plan plan-dev')
    .action((stage: string, options: ApplyOptions) => runCommand(() => applyStage(stage, options)));
}
