import { defineCommand, YES_OPTION } from '../../cli/command';
import type { DeployFlags } from '../deploy/deploy-stage';
import { lockTimeout } from '../plan/plan-options';

export const destroy = defineCommand({
  usage: 'destroy <stage>',
  summary: 'show all that a stage has, ask, and destroy it',
  description:
    'Plans to destroy a stage with all its data, shows what would go, asks, and applies exactly that plan. A protected stage is refused. Ctrl-C at the question changes nothing; later it lets Terraform finish its step and release the state lock.',
  options: [YES_OPTION, lockTimeout()],
  exitCodes: { 0: 'destroyed, or nothing was there', 1: 'failed, declined or refused' },
  examples: ['destroy dev', 'destroy dev --yes'],
  handler: async (stage: string, flags: Omit<DeployFlags, 'allowDestroy'>) => {
    const { destroyStage } = await import('../deploy/deploy-stage');
    return destroyStage(stage, flags);
  },
});
