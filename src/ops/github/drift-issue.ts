import { SERVICE } from '../../config/names';
import type { StackDrift } from '../state/drift';
import { formatDrift, hasDrift } from '../state/drift';
import { PLAIN } from '../terminal';
import type { GithubApi } from './github-api';
import { MAX_TEXT } from './github-api';

/** How the one issue of a stage is found again: its text's first line. */
const issueMarker = (stage: string): string => `<!-- ${SERVICE} drift: ${stage} -->`;

/**
 * Keeps one open issue per stage as long as AWS differs from its state, and none once it does not.
 * What is merged and not deployed yet is no drift.
 * @returns what was done.
 */
export async function reportDrift(
  stage: string,
  drift: readonly StackDrift[],
  api: GithubApi,
  runUrl?: string,
): Promise<'opened' | 'updated' | 'closed' | 'nothing'> {
  const marker = issueMarker(stage);
  const run = runUrl === undefined ? 'the drift check' : `[the drift check](${runUrl})`;
  const head = `${marker}\nThe stage ${stage} was changed outside Terraform, as ${run} found. The runbook says what to do: docs/runbook.md#drift. This closes by itself.\n`;
  const full = `${head}\n${codeBlock(formatDrift(drift, PLAIN))}\n`;
  const body = full.length > MAX_TEXT ? head : full;
  return api.lookThenWrite(async () => {
    const open = await api.ownOpenIssues(marker);
    if (!hasDrift(drift)) {
      for (const { id } of open) {
        await api.addComment(id, `Gone: ${run} found no drift.`);
        await api.changeIssue(id, { state: 'closed', state_reason: 'completed' });
      }
      return open.length === 0 ? 'nothing' : 'closed';
    }
    const [first] = open;
    if (first === undefined) {
      await api.openIssue(`Drift: ${stage}`, body);
      return 'opened';
    }
    await api.changeIssue(first.id, { body });
    return 'updated';
  });
}

/** Indented, which nothing in the text can end. */
const codeBlock = (text: string): string => text.replace(/^/gm, '    ');
