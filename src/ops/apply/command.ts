import { Option } from 'commander';
import { defineCommand } from '../../cli/command';
import { allowDestroy, lockTimeout } from '../plan/plan-options';
import type { ApplyFlags } from './apply';

export const apply = defineCommand({
  usage: 'apply <stage>',
  summary: 'apply exactly the plan that was reviewed',
  description:
    'Applies a plan that `ops plan` made. It is refused when the state moved since, when the stack synthesized from this checkout differs from what was planned, when it is older than 3 days, or when it destroys, or no longer protects, a stateful resource that --allow-destroy does not name. It prints its start, for `ops alarms --since`; in a workflow the step has it as its output `start`. Ctrl-C lets Terraform finish its step and release the state lock.',
  options: [
    new Option('--plan <dir>', 'the folder that `ops plan --out` wrote'),
    new Option(
      '--stored <id>',
      'what `ops plan --store` has kept; it is removed once it is applied',
    ),
    allowDestroy('allow what the plan was not made with (repeatable)'),
    lockTimeout(),
  ],
  exitCodes: { 0: 'applied', 1: 'failed or refused' },
  examples: ['apply dev --plan plan-dev', 'apply dev --stored <id>'],
  handler: async (stage: string, flags: ApplyFlags) => {
    const { applyReviewed } = await import('./apply');
    await applyReviewed(stage, flags);
  },
});
