import { defineCommand } from '../../cli/command';
import { ON_A_LAPTOP } from '../plan/plan-options';

export const environment = defineCommand({
  usage: 'environment <stage>',
  summary: "check that prod's GitHub environment has required reviewers",
  description: `Asks GitHub whether somebody has to approve a deployment to the stage's environment. ${ON_A_LAPTOP}`,
  exitCodes: { 0: 'somebody has to, or the stage takes nobody', 1: 'failed, or prod has nobody' },
  examples: ['environment prod'],
  handler: async (stage: string) => {
    const { checkEnvironment } = await import('./environment');
    await checkEnvironment(stage);
  },
});
