import { defineCommand, YES_OPTION } from '../../cli/command';
import { allowDestroy, lockTimeout } from '../plan/plan-options';
import type { DeployFlags } from './deploy-stage';

export const deploy = defineCommand({
  usage: 'deploy <stage>',
  summary: 'plan a stage, show the changes, ask, and apply them',
  description:
    'Plans a stage as it is in this checkout, shows what would change, asks, and applies exactly that plan. As in CI it is refused when the plan destroys, or no longer protects, a stateful resource that --allow-destroy does not name. It prints its start, for `ops alarms --since`. Ctrl-C at the question changes nothing; later it lets Terraform finish its step and release the state lock.',
  options: [YES_OPTION, allowDestroy(), lockTimeout()],
  exitCodes: {
    0: 'deployed, or nothing to do',
    1: 'failed or declined',
    3: 'a stateful resource would be destroyed, or no longer protected, and is not allowed to be',
  },
  examples: ['deploy dev', 'deploy dev --yes'],
  handler: async (stage: string, flags: DeployFlags) => {
    const { deployStage } = await import('./deploy-stage');
    return deployStage(stage, 'deploy', flags);
  },
});
