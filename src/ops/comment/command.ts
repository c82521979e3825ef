import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { githubSettings, pullRequestOfEvent } from '../../config/github';
import { loadConfig, stageNamed } from '../../config/load';
import { COMMANDS } from '../commands';
import { runCommand } from '../../cli/run-command';
import { GithubApi } from '../../github/github-api';
import { commentPlan } from './plan-comment';
import type { PlanOption } from '../plan/plan-option';
import { addPlanCommand, ON_A_LAPTOP } from '../plan/plan-option';

/** `ops comment` */
export function register(program: Command): void {
  addPlanCommand(program, {
    ...COMMANDS.comment,
    description: `Writes plan.md into the pull request: a new comment, or in place of the stage's earlier one. ${ON_A_LAPTOP}`,
    examples: ['comment dev --plan plan-dev', 'comment dev --plan plan-dev --pull-request 12'],
  })
    .option('--pull-request <number>', 'outside a workflow: which one', wholeNumber)
    .action((stage: string, options: PlanOption & { readonly pullRequest?: number }) =>
      runCommand(() => comment(stage, options.plan, options.pullRequest)),
    );
}

async function comment(stage: string, plan: string, pullRequest?: number): Promise<void> {
  const settings = githubSettings();
  const target = { ...settings, pullRequest: pullRequest ?? pullRequestOfEvent() };
  const { name } = stageNamed(loadConfig(), stage);
  const done = await commentPlan(name, plan, new GithubApi(settings), target);
  console.log(`${stage}: comment ${done} in pull request ${target.pullRequest ?? ''}`);
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a number such as 12.');
}
