import type { Command } from 'commander';
import { githubSettings } from '../../config/github';
import { loadConfig, stageNamed } from '../../config/load';
import { COMMANDS } from '../commands';
import { runCommand } from '../run-command';
import { reportDrift } from './drift-issue';
import { GithubApi } from './github-api';
import type { PlanOption } from './plan-option';
import { addPlanCommand, ON_A_LAPTOP } from './plan-option';

/** `ops drift-issue` */
export function register(program: Command): void {
  addPlanCommand(program, {
    ...COMMANDS['drift-issue'],
    description: `Opens one issue when the plan has changes, keeps it up to date, and closes it once the plan is empty. ${ON_A_LAPTOP}`,
    examples: ['drift-issue dev --plan plan-dev'],
  }).action((stage: string, { plan }: PlanOption) => runCommand(() => driftIssue(stage, plan)));
}

async function driftIssue(stage: string, plan: string): Promise<void> {
  const settings = githubSettings();
  const { name } = stageNamed(loadConfig(), stage);
  const done = await reportDrift(name, plan, new GithubApi(settings), settings.runUrl);
  console.log(`${stage}: ${done === 'nothing' ? 'no drift' : `issue ${done}`}`);
}
