import { githubSettings } from '../../config/github';
import { SERVICE } from '../../config/names';
import { findDrift, formatDrift, hasDrift, type StackDrift } from '../state/drift';
import { contextOfScope, stackOf } from '../../terraform/state/context';
import { PLAIN, thisTerminal } from '../../cli/terminal';
import { GithubApi, MAX_TEXT } from '../../github/github-api';

/** How the one issue of a stage is found again: its text's first line. */
const issueMarker = (stage: string): string => `<!-- ${SERVICE} drift: ${stage} -->`;

/** Looks for drift of a stage, prints it, and keeps the stage's issue in step with it. */
export async function keepDriftIssue(given: string): Promise<void> {
  const settings = githubSettings();
  const context = await contextOfScope(given);
  const { scope: stage } = stackOf(context.config, given);
  const drift = await findDrift(context, { stage, ifDeployed: true });
  const { out, style } = thisTerminal();
  out(formatDrift(drift, style));
  const done = await reportDrift(stage, drift, new GithubApi(settings), settings.runUrl);
  out(`${stage}: ${done === 'nothing' ? 'no issue' : `issue ${done}`}`);
}

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
  const body = withDrift(head, formatDrift(drift, PLAIN), run);
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

/** The text and the drift below it: all, or as many lines of it as an issue holds. */
function withDrift(head: string, text: string, run: string): string {
  const full = `${head}\n${codeBlock(text)}\n`;
  if (full.length <= MAX_TEXT) return full;
  const lines = text.split('\n');
  const shortened = (count: number): string =>
    `${head}\nShortened to the first ${count.toLocaleString('en')} of ${lines.length.toLocaleString('en')} lines. All of them are in the log of ${run}.\n\n${codeBlock(lines.slice(0, count).join('\n'))}\n`;
  let room = MAX_TEXT - shortened(0).length - 10;
  const count = lines.findIndex((line) => (room -= line.length + INDENT.length + 1) < 0);
  return shortened(count);
}

const INDENT = '    ';

/** Indented, which nothing in the text can end. */
const codeBlock = (text: string): string => text.replace(/^/gm, INDENT);
