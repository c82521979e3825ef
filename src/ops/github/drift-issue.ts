import { readFileSync } from 'node:fs';
import { SERVICE } from '../../config/names';
import { planFiles, readApplicableRecord } from '../plan-files';
import type { GithubApi } from './github-api';
import { MAX_TEXT } from './github-api';

/** How the one issue of a stage is found again: its text's first line. */
const issueMarker = (stage: string): string => `<!-- ${SERVICE} drift: ${stage} -->`;

/**
 * Keeps one open issue per stage as long as its plan is not empty, and none once it is.
 * @returns what was done.
 * @throws UserError when there is no plan: that is not the same as no drift.
 */
export async function reportDrift(
  stage: string,
  planDirectory: string,
  api: GithubApi,
  runUrl?: string,
): Promise<'opened' | 'updated' | 'closed' | 'nothing'> {
  const files = planFiles(planDirectory);
  const { exitCode, summaryLine } = readApplicableRecord(files, stage);
  const marker = issueMarker(stage);
  const open = (await api.openIssues()).filter((post) => post.body.startsWith(marker));
  const run = runUrl === undefined ? 'the drift check' : `[the drift check](${runUrl})`;
  if (exitCode === 0) {
    for (const { id } of open) {
      await api.addComment(id, `Gone: ${run} found nothing to do.`);
      await api.changeIssue(id, { state: 'closed', state_reason: 'completed' });
    }
    return open.length === 0 ? 'nothing' : 'closed';
  }
  const head = `${marker}\nThe stage ${stage} is not what main says: ${run} planned *${summaryLine}*. Deploy main, or change it to what is meant. This closes by itself.\n`;
  const full = `${head}\n${readFileSync(files.comment, 'utf8')}`;
  const body = full.length > MAX_TEXT ? head : full;
  const [first] = open;
  if (first !== undefined) {
    await api.changeIssue(first.id, { body });
    return 'updated';
  }
  await api.openIssue(`Drift: ${stage}`, body);
  return 'opened';
}
