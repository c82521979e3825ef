import { existsSync, readFileSync } from 'node:fs';
import { githubSettings, pullRequestOfEvent, type GithubSettings } from '../../config/github';
import { loadConfig, stageNamed } from '../../config/load';
import { UserError } from '../../config/user-error';
import { planFiles } from '../../terraform/plan/plan-files';
import { markerOf } from '../../terraform/plan/render-plan';
import { GithubApi } from '../../github/github-api';

/** Where the comment goes, and where the run's log is. */
interface CommentTarget extends Pick<GithubSettings, 'runUrl'> {
  readonly pullRequest: number | undefined;
  /** Where the plan's page can be downloaded. @default '': nowhere */
  readonly page?: string;
}

/** Puts a stage's plan into a pull request, by default that of the workflow's event. */
export async function commentOnPullRequest(
  stage: string,
  plan: string,
  page: string,
  pullRequest = pullRequestOfEvent(),
): Promise<void> {
  const settings = githubSettings();
  const { name } = stageNamed(loadConfig(), stage);
  const done = await commentPlan(name, plan, new GithubApi(settings), {
    ...settings,
    page,
    pullRequest,
  });
  console.log(`${stage}: comment ${done} in pull request ${pullRequest ?? ''}`);
}

/**
 * Puts a stage's plan into the pull request: one comment per stage, always the latest plan's.
 * @returns what was done.
 * @throws UserError when there is no pull request to write to.
 */
export async function commentPlan(
  stage: string,
  planDirectory: string,
  api: GithubApi,
  { pullRequest, page = '', runUrl }: CommentTarget,
): Promise<'added' | 'updated'> {
  if (pullRequest === undefined) {
    throw new UserError('Which pull request? Name it: --pull-request NUMBER.');
  }
  const marker = markerOf(stage);
  const body = planText(stage, planDirectory, marker, page, runUrl);
  return api.lookThenWrite(async () => {
    const [before] = await api.ownComments(pullRequest, marker);
    if (before === undefined) {
      await api.addComment(pullRequest, body);
      return 'added';
    }
    await api.changeComment(before.id, body);
    return 'updated';
  });
}

/** Without a plan its earlier one must not go on standing there. */
function planText(
  stage: string,
  directory: string,
  marker: string,
  page: string,
  runUrl: string | undefined,
): string {
  const { comment } = planFiles(directory);
  if (existsSync(comment)) return readFileSync(comment, 'utf8') + (page === '' ? '' : linkTo(page));
  const where = runUrl === undefined ? 'Its log says why.' : `[Its log](${runUrl}) says why.`;
  return `${marker}\n### Plan for ${stage}: failed\n\n${where}\n`;
}

/** For who wants to see the plan: the diagram, and old and new side by side. */
const linkTo = (page: string): string =>
  `\n[The plan as a page](${page}): \`plan.html\` in the artifact.\n`;
