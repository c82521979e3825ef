import { InvalidArgumentError, Option } from 'commander';
import { defineCommand } from '../../cli/command';
import { ON_A_LAPTOP, PLAN_OPTION, type PlanOption } from '../plan/plan-options';

const wholeNumber = (value: string): number => {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a number such as 12.');
};

export const comment = defineCommand({
  usage: 'comment <stage>',
  summary: "write a stage's plan into its pull request",
  description: `Writes plan.md into the pull request: a new comment, or in place of the stage's earlier one. ${ON_A_LAPTOP}`,
  options: [
    PLAN_OPTION,
    new Option('--page <url>', 'where plan.html can be downloaded; empty: nowhere').default(''),
    new Option('--pull-request <number>', 'outside a workflow: which one').argParser(wholeNumber),
  ],
  exitCodes: { 0: 'written', 1: 'failed' },
  examples: ['comment dev --plan plan-dev', 'comment dev --plan plan-dev --pull-request 12'],
  handler: async (
    stage: string,
    {
      plan,
      page,
      pullRequest,
    }: PlanOption & { readonly page: string; readonly pullRequest?: number },
  ) => {
    const { commentOnPullRequest } = await import('./plan-comment');
    await commentOnPullRequest(stage, plan, page, pullRequest);
  },
});
