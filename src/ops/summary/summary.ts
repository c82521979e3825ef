import { appendFileSync, readFileSync } from 'node:fs';
import { stepSummaryFile } from '../../config/github';
import { planFiles, readApplicableRecord } from '../../terraform/plan/plan-files';
import { planId } from '../plan/stored-plans';

/** Adds a stage's plan and its id to the page of the workflow's run; prints them where there is none. */
export function showSummary(stage: string, plan: string): void {
  const files = planFiles(plan);
  readApplicableRecord(files, stage);
  const text = `Plan \`${planId(files)}\`\n\n${readFileSync(files.comment, 'utf8')}`;
  const file = stepSummaryFile();
  if (file === undefined) console.log(text.trimEnd());
  else appendFileSync(file, text);
}
