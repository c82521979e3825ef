import { z } from 'zod';
import type { GithubSettings } from '../../config/github';
import { UserError } from '../../config/user-error';

/** GitHub refuses a longer text of a comment or an issue. */
export const MAX_TEXT = 65_536;

const PAGE = 100;

const TIMEOUT_MS = 30_000;

const commentSchema = z.object({ id: z.number(), body: z.string().nullish() });
const issueSchema = z.object({
  number: z.number(),
  body: z.string().nullish(),
  /** GitHub lists pull requests among the issues. */
  pull_request: z.unknown().optional(),
});

const environmentSchema = z.object({
  protection_rules: z
    .array(z.object({ type: z.string(), reviewers: z.array(z.unknown()).default([]) }))
    .default([]),
});

/** A comment or an issue, by what its API calls it. */
export interface Post {
  readonly id: number;
  readonly body: string;
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>;
type Method = 'GET' | 'POST' | 'PATCH';

/** The few calls of GitHub's REST API that the pipelines take. Each throws a UserError if refused. */
export class GithubApi {
  constructor(
    private readonly settings: Pick<GithubSettings, 'apiUrl' | 'repository' | 'token'>,
    private readonly fetch: Fetch = globalThis.fetch,
  ) {}

  /** The comments of an issue or a pull request, the oldest first. */
  async comments(issue: number): Promise<Post[]> {
    const found = await this.list(`issues/${issue}/comments?`, z.array(commentSchema));
    return found.map(({ id, body }) => ({ id, body: body ?? '' }));
  }

  async addComment(issue: number, body: string): Promise<void> {
    await this.call('POST', `issues/${issue}/comments`, { body });
  }

  async changeComment(id: number, body: string): Promise<void> {
    await this.call('PATCH', `issues/comments/${id}`, { body });
  }

  /** The open issues, without pull requests. */
  async openIssues(): Promise<Post[]> {
    const found = await this.list('issues?state=open&', z.array(issueSchema));
    return found
      .filter((issue) => issue.pull_request === undefined)
      .map(({ number, body }) => ({ id: number, body: body ?? '' }));
  }

  /** @returns the new issue's number. */
  async openIssue(title: string, body: string): Promise<number> {
    return issueSchema.parse(await this.call('POST', 'issues', { title, body })).number;
  }

  async changeIssue(issue: number, change: Readonly<Record<string, string>>): Promise<void> {
    await this.call('PATCH', `issues/${issue}`, change);
  }

  /** How many people and teams may approve a deployment to the environment; undefined: there is no such one. */
  async requiredReviewers(environment: string): Promise<number | undefined> {
    const resource = `environments/${environment}`;
    const response = await this.send('GET', resource);
    if (response.status === 404) return undefined;
    const { protection_rules: rules } = environmentSchema.parse(
      await this.answer('GET', resource, response),
    );
    return rules
      .filter(({ type }) => type === 'required_reviewers')
      .reduce((count, { reviewers }) => count + reviewers.length, 0);
  }

  private async list<T>(resource: string, schema: z.ZodType<T[]>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; ; page++) {
      const found = schema.parse(
        await this.call('GET', `${resource}per_page=${PAGE}&page=${page}`),
      );
      all.push(...found);
      if (found.length < PAGE) return all;
    }
  }

  private async call(method: Method, resource: string, body?: object): Promise<unknown> {
    return this.answer(method, resource, await this.send(method, resource, body));
  }

  private async answer(method: Method, resource: string, response: Response): Promise<unknown> {
    const { repository } = this.settings;
    if (response.ok) return response.json();
    throw new UserError(
      `GitHub refused ${method} ${repository}/${resource}: ${response.status} ${await reasonOf(response)}. ${remedyFor(response.status)}`,
    );
  }

  private async send(method: Method, resource: string, body?: object): Promise<Response> {
    const { apiUrl, repository, token } = this.settings;
    try {
      return await this.fetch(`${apiUrl}/repos/${repository}/${resource}`, {
        method,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${token}`,
          'x-github-api-version': '2022-11-28',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const { message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
      throw new UserError(
        `GitHub cannot be reached at ${apiUrl} (${cause?.code ?? message}). Check the network, then run this again.`,
      );
    }
  }
}

/** GitHub says why in `message`; a proxy in between, in whatever it likes. */
async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return z.object({ message: z.string() }).parse(JSON.parse(text)).message;
  } catch {
    return text.replace(/\s+/g, ' ').trim().slice(0, 200);
  }
}

function remedyFor(status: number): string {
  if (status === 401) return 'GITHUB_TOKEN is wrong or has expired.';
  // GitHub does not tell who may not see something that it is there.
  if (status === 403 || status === 404)
    return 'GITHUB_TOKEN has to be allowed to do that in that repository (in a workflow: `permissions`).';
  return 'Run this again.';
}
