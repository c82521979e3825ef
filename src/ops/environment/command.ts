import type { Command } from 'commander';
import { githubSettings } from '../../config/github';
import { loadConfig, stageNamed } from '../../config/load';
import { COMMANDS } from '../commands';
import { addCommand } from '../../cli/report';
import { runCommand } from '../../cli/run-command';
import { requireReviewers } from './environment';
import { GithubApi } from '../../github/github-api';
import { ON_A_LAPTOP } from '../plan/plan-option';

/** `ops environment` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.environment,
    isReport: false,
    description: `Asks GitHub whether somebody has to approve a deployment to the stage's environment. Ends with 1 where that is missing for prod. ${ON_A_LAPTOP}`,
    examples: ['environment prod'],
  }).action((stage: string) => runCommand(() => checkEnvironment(stage)));
}

async function checkEnvironment(stage: string): Promise<void> {
  const { name } = stageNamed(loadConfig(), stage);
  console.log(`${name}: ${await requireReviewers(name, new GithubApi(githubSettings()))}`);
}
