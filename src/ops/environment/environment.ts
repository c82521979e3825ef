import { githubSettings } from '../../config/github';
import { loadConfig, stageNamed } from '../../config/load';
import { PRODUCTION_STAGE } from '../../config/names';
import { UserError } from '../../config/user-error';
import { GithubApi } from '../../github/github-api';

/** Prints who has to approve a deployment to the stage's environment. */
export async function checkEnvironment(stage: string): Promise<void> {
  const { name } = stageNamed(loadConfig(), stage);
  console.log(`${name}: ${await requireReviewers(name, new GithubApi(githubSettings()))}`);
}

/**
 * Looks whether the GitHub environment of the production stage has required reviewers: GitHub makes
 * one that is missing without any, and prod would follow dev without approval.
 * @returns what was found.
 * @throws UserError when nobody has to approve.
 */
export async function requireReviewers(stage: string, api: GithubApi): Promise<string> {
  if (stage !== PRODUCTION_STAGE) return `only ${PRODUCTION_STAGE} takes reviewers`;
  const reviewers = await api.requiredReviewers(stage);
  if (reviewers !== undefined && reviewers > 0) return `${reviewers} required reviewers`;
  throw new UserError(
    `${
      reviewers === undefined
        ? `The repository has no environment ${stage}, or GITHUB_TOKEN may not read it (\`actions: read\`)`
        : `The environment ${stage} has no required reviewers, so anything on main would reach it without approval`
    }. Give it required reviewers, in the repository's Settings under Environments.`,
  );
}
