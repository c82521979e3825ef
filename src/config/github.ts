import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { given, type Environment } from './environment';
import { UserError } from './user-error';

/** What a GitHub workflow tells its steps; on a laptop, what the person sets. */
export interface GithubSettings {
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
  /** Where the run's log is; undefined outside a workflow. */
  readonly runUrl: string | undefined;
}

/** How GitHub's API is asked, by whoever it is. */
export interface GithubAccess {
  readonly apiUrl: string;
  readonly token: string | undefined;
}

/** Reads GITHUB_API_URL and, where there is one, GITHUB_TOKEN. */
export const githubAccess = (env: Environment = process.env): GithubAccess => ({
  apiUrl: given(env, 'GITHUB_API_URL') ?? 'https://api.github.com',
  token: given(env, 'GITHUB_TOKEN'),
});

/**
 * Reads GITHUB_TOKEN, GITHUB_REPOSITORY and what else a workflow sets.
 * @throws UserError that names the variable that is missing or wrong.
 */
export function githubSettings(env: Environment = process.env): GithubSettings {
  const repository = required(env, 'GITHUB_REPOSITORY', 'owner/name of the repository');
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new UserError(
      `GITHUB_REPOSITORY = "${repository}": must be owner/name of the repository. Correct it.`,
    );
  }
  const runId = given(env, 'GITHUB_RUN_ID');
  const server = given(env, 'GITHUB_SERVER_URL') ?? 'https://github.com';
  const { apiUrl } = githubAccess(env);
  return {
    apiUrl,
    // GitHub Enterprise Server has them at /api/v3 and /api/graphql.
    graphqlUrl: given(env, 'GITHUB_GRAPHQL_URL') ?? `${apiUrl.replace(/\/v3$/, '')}/graphql`,
    repository,
    token: required(env, 'GITHUB_TOKEN', 'a token that may write there'),
    runUrl: runId === undefined ? undefined : `${server}/${repository}/actions/runs/${runId}`,
  };
}

/** The same where they are known; undefined on a laptop that sets nothing. */
export const knownGithubSettings = (env: Environment = process.env): GithubSettings | undefined =>
  given(env, 'GITHUB_REPOSITORY') === undefined || given(env, 'GITHUB_TOKEN') === undefined
    ? undefined
    : githubSettings(env);

/** The file that a workflow's page shows after the run; undefined outside a workflow. */
export const stepSummaryFile = (env: Environment = process.env): string | undefined =>
  given(env, 'GITHUB_STEP_SUMMARY');

/** The file in which a workflow's step leaves values for later steps; undefined outside a workflow. */
export const stepOutputFile = (env: Environment = process.env): string | undefined =>
  given(env, 'GITHUB_OUTPUT');

/**
 * The pull request of the event that started the workflow; undefined outside a workflow, and for any other event.
 * @throws UserError when GITHUB_EVENT_PATH names no file of an event.
 */
export function pullRequestOfEvent(env: Environment = process.env): number | undefined {
  const file = given(env, 'GITHUB_EVENT_PATH');
  if (file === undefined) return undefined;
  try {
    const event = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly pull_request?: { readonly number: unknown };
    };
    // A path of GitHub's API is made with it.
    return z.int().positive().optional().parse(event.pull_request?.number);
  } catch (error) {
    const fault = error instanceof z.ZodError ? 'no number of a pull request' : 'no JSON';
    const { code = fault } = error as NodeJS.ErrnoException;
    throw new UserError(
      `GITHUB_EVENT_PATH = "${file}" cannot be read (${code}): must be the file in which GitHub tells a workflow of its event. Unset it, and name the pull request: --pull-request NUMBER.`,
    );
  }
}

function required(env: Environment, name: string, meaning: string): string {
  const value = given(env, name);
  if (value !== undefined) return value;
  throw new UserError(`${name} is not set. Set it to ${meaning}; in a workflow GitHub knows it.`);
}
