import type { Command } from 'commander';
import { githubSettings } from '../../config/github';
import { COMMANDS } from '../commands';
import { addCommand } from '../../cli/report';
import { runCommand } from '../../cli/run-command';
import { contextOfScope, stackOf } from '../../terraform/state/context';
import { findDrift, formatDrift } from '../state/drift';
import { thisTerminal } from '../../cli/terminal';
import { reportDrift } from './drift-issue';
import { GithubApi } from '../../github/github-api';
import { ON_A_LAPTOP } from '../plan/plan-option';

/** `ops drift-issue` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS['drift-issue'],
    isReport: false,
    description: `Looks for drift as \`ops state drift\` does. Opens one issue when there is any, keeps it up to date, and closes it once there is none. A stage that is not deployed has none. ${ON_A_LAPTOP}`,
    examples: ['drift-issue dev'],
  }).action((stage: string) => runCommand(() => driftIssue(stage)));
}

async function driftIssue(given: string): Promise<void> {
  const settings = githubSettings();
  const context = await contextOfScope(given);
  const { scope: stage } = stackOf(context.config, given);
  const drift = await findDrift(context, { stage, ifDeployed: true });
  const { out, style } = thisTerminal();
  out(formatDrift(drift, style));
  const done = await reportDrift(stage, drift, new GithubApi(settings), settings.runUrl);
  out(`${stage}: ${done === 'nothing' ? 'no issue' : `issue ${done}`}`);
}
