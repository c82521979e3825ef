import { appendFileSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { githubSettings, stepSummaryFile } from '../../config/github';
import { loadConfig, stageNamed } from '../../config/load';
import { planFiles, readApplicableRecord } from '../plan-files';
import { runCommand } from '../run-command';
import { reportDrift } from './drift-issue';
import { GithubApi } from './github-api';
import { commentPlan } from './plan-comment';

interface PlanOption {
  readonly plan: string;
}

const TOKEN =
  '\nOn a laptop:\n  $ GITHUB_REPOSITORY=owner/name GITHUB_TOKEN=$(gh auth token) pnpm ops ';

/** `ops comment`, `ops drift-issue` and `ops summary`: what the workflows tell people. */
export function register(program: Command): void {
  planCommand(program, 'comment', "write a stage's plan into its pull request")
    .description(
      "Writes plan.md into the pull request: a new comment, or in place of the stage's earlier one.",
    )
    .option('--pull-request <number>', 'outside a workflow: which one', wholeNumber)
    .addHelpText('after', `${TOKEN}comment dev --plan plan-dev --pull-request 12`)
    .action((stage: string, options: PlanOption & { readonly pullRequest?: number }) =>
      runCommand(() => comment(stage, options.plan, options.pullRequest)),
    );
  planCommand(
    program,
    'drift-issue',
    'open an issue while a stage differs from main, else close it',
  )
    .description(
      'Opens one issue when the plan has changes, keeps it up to date, and closes it once the plan is empty.',
    )
    .addHelpText('after', `${TOKEN}drift-issue dev --plan plan-dev`)
    .action((stage: string, { plan }: PlanOption) => runCommand(() => driftIssue(stage, plan)));
  planCommand(program, 'summary', "show a stage's plan on the page of the workflow's run")
    .description('Adds plan.md to the page of the workflow run; prints it outside a workflow.')
    .action((stage: string, { plan }: PlanOption) =>
      runCommand(() => {
        summarize(stage, plan);
        return Promise.resolve();
      }),
    );
}

function planCommand(program: Command, name: string, summary: string): Command {
  return program
    .command(name)
    .argument('<stage>', 'the stage that was planned')
    .summary(summary)
    .requiredOption('--plan <dir>', 'the folder that `ops plan --out` wrote');
}

async function comment(stage: string, plan: string, pullRequest?: number): Promise<void> {
  const settings = githubSettings();
  const target = { ...settings, pullRequest: pullRequest ?? settings.pullRequest };
  const { name } = stageNamed(loadConfig(), stage);
  const done = await commentPlan(name, plan, new GithubApi(settings), target);
  console.log(`${stage}: comment ${done} in pull request ${target.pullRequest ?? ''}`);
}

async function driftIssue(stage: string, plan: string): Promise<void> {
  const settings = githubSettings();
  const { name } = stageNamed(loadConfig(), stage);
  const done = await reportDrift(name, plan, new GithubApi(settings), settings.runUrl);
  console.log(`${stage}: ${done === 'nothing' ? 'no drift' : `issue ${done}`}`);
}

function summarize(stage: string, plan: string): void {
  const files = planFiles(plan);
  readApplicableRecord(files, stage);
  const text = readFileSync(files.comment, 'utf8');
  const file = stepSummaryFile();
  if (file === undefined) console.log(text.trimEnd());
  else appendFileSync(file, text);
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a number such as 12.');
}
