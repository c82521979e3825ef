import { appendFileSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { stepSummaryFile } from '../../config/github';
import { COMMANDS } from '../commands';
import { planFiles, readApplicableRecord } from '../../terraform/plan/plan-files';
import { runCommand } from '../../cli/run-command';
import { planId } from '../plan/stored-plans';
import type { PlanOption } from '../plan/plan-option';
import { addPlanCommand } from '../plan/plan-option';

/** `ops summary` */
export function register(program: Command): void {
  addPlanCommand(program, {
    ...COMMANDS.summary,
    description:
      'Adds plan.md, and the id that `ops apply --stored` takes, to the page of the workflow run; prints it outside a workflow.',
    examples: ['summary dev --plan plan-dev'],
  }).action((stage: string, { plan }: PlanOption) =>
    runCommand(() => {
      summarize(stage, plan);
      return Promise.resolve();
    }),
  );
}

function summarize(stage: string, plan: string): void {
  const files = planFiles(plan);
  readApplicableRecord(files, stage);
  const text = `Plan \`${planId(files)}\`\n\n${readFileSync(files.comment, 'utf8')}`;
  const file = stepSummaryFile();
  if (file === undefined) console.log(text.trimEnd());
  else appendFileSync(file, text);
}
