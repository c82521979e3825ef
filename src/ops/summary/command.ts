import { defineCommand } from '../../cli/command';
import { PLAN_OPTION, type PlanOption } from '../plan/plan-options';

export const summary = defineCommand({
  usage: 'summary <stage>',
  summary: "show a stage's plan on the page of the workflow's run",
  description:
    'Adds plan.md, and the id that `ops apply --stored` takes, to the page of the workflow run; prints it outside a workflow.',
  options: [PLAN_OPTION],
  exitCodes: { 0: 'shown', 1: 'failed' },
  examples: ['summary dev --plan plan-dev'],
  handler: async (stage: string, { plan }: PlanOption) => {
    const { showSummary } = await import('./summary');
    showSummary(stage, plan);
  },
});
