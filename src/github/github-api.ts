import { setTimeout as pauseFor } from 'node:timers/promises';
import { z } from 'zod';
import type { GithubSettings } from '../config/github';
import { UserError } from '../config/user-error';
import { formatTime } from '../cli/times';
import { certificateFault } from '../aws/certificate-fault';
import { sendRequest, type RequestParts } from '../aws/send-request';
import type { GithubAnswer } from './github-answer';
import {
  isFault,
  isLimited,
  reasonOf,
  remedyFor,
  secondsToWait,
  UnknownOutcome,
} from './github-answer';

/** GitHub refuses a longer text of a comment or an issue. */
export const MAX_TEXT = 65_536;

const PAGE = 100;

/** GitHub gives up on a request after ten seconds. */
const TIMEOUT_MILLISECONDS = 30_000;

const TRIES = 4;

/** A longer wait is left to whoever runs this. */
const MAX_WAIT_SECONDS = 120;

const authored = {
  body: z
    .string()
    .nullish()
    .transform((body) => body ?? ''),
  user: z.object({ login: z.string() }).nullish(),
};
const commentSchema = z.object({ id: z.number(), ...authored });
const issueSchema = z
  .object({
    number: z.number(),
    ...authored,
    /** GitHub lists pull requests among the issues. */
    pull_request: z.unknown().optional(),
  })
  .transform(({ number: id, ...issue }) => ({ id, ...issue }));

const viewerSchema = z.object({ data: z.object({ viewer: z.object({ login: z.string() }) }) });

const environmentSchema = z.object({
  protection_rules: z
    .array(z.object({ type: z.string(), reviewers: z.array(z.unknown()).default([]) }))
    .default([]),
});

/** A comment or an issue, by what its API calls it. */
type Post = Readonly<z.infer<typeof commentSchema>>;

type Send = (url: string, parts: RequestParts) => Promise<Response>;

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly url: string;
  readonly body?: object;
  /** Whether it may be sent again where nobody knows what became of it. @default all but a POST */
  readonly isRepeatable?: boolean;
}

/** The few calls of GitHub's API that the pipelines take. Each throws a UserError if refused. */
export class GithubApi {
  constructor(
    private readonly settings: Pick<
      GithubSettings,
      'apiUrl' | 'graphqlUrl' | 'repository' | 'token'
    >,
    private readonly sendOnce: Send = sendRequest,
    private readonly pause: (milliseconds: number) => Promise<unknown> = pauseFor,
    private readonly say: (line: string) => void = console.error,
  ) {}

  /** The token's own comments in an issue or a pull request that begin with the marker, the oldest first. */
  async ownComments(issue: number, marker: string): Promise<Post[]> {
    return this.own(await this.list(`issues/${issue}/comments?`, commentSchema), marker);
  }

  async addComment(issue: number, body: string): Promise<void> {
    await this.call('POST', `issues/${issue}/comments`, { body });
  }

  async changeComment(id: number, body: string): Promise<void> {
    await this.call('PATCH', `issues/comments/${id}`, { body });
  }

  /** The token's own open issues that begin with the marker, without pull requests. */
  async ownOpenIssues(marker: string): Promise<Post[]> {
    const found = await this.list('issues?state=open&', issueSchema);
    return this.own(
      found.filter((issue) => issue.pull_request === undefined),
      marker,
    );
  }

  /** @returns the new issue's number. */
  async openIssue(title: string, body: string): Promise<number> {
    return parsed(issueSchema, await this.call('POST', 'issues', { title, body })).id;
  }

  async changeIssue(issue: number, change: Readonly<Record<string, string>>): Promise<void> {
    await this.call('PATCH', `issues/${issue}`, change);
  }

  /** How many people and teams may approve a deployment to the environment; undefined: there is no such one. */
  async requiredReviewers(environment: string): Promise<number | undefined> {
    const call: Call = { method: 'GET', url: this.address(`environments/${environment}`) };
    const answer = await this.send(call);
    if (answer.status === 404) return undefined;
    return parsed(environmentSchema, accepted(call, answer))
      .protection_rules.filter(({ type }) => type === 'required_reviewers')
      .reduce((count, { reviewers }) => count + reviewers.length, 0);
  }

  /** Runs work that looks before it writes, again where GitHub leaves open whether it wrote. */
  async lookThenWrite<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UnknownOutcome) || tries === TRIES) throw error;
        await this.wait(2 ** (tries - 1), error.message);
      }
    }
  }

  /** A text that anybody could have written is ours only where the token's owner wrote it. */
  private async own(posts: readonly Post[], marker: string): Promise<Post[]> {
    const marked = posts.filter(({ body }) => body.startsWith(marker));
    if (marked.length === 0) return [];
    // A workflow's token may not ask the REST API who it is.
    const call: Call = {
      method: 'POST',
      url: this.settings.graphqlUrl,
      body: { query: 'query { viewer { login } }' },
      isRepeatable: true,
    };
    const { viewer } = parsed(viewerSchema, accepted(call, await this.send(call))).data;
    return marked.filter(({ user }) => user?.login === viewer.login);
  }

  private async list<T>(resource: string, schema: z.ZodType<T>): Promise<T[]> {
    const all: T[] = [];
    for (let page = 1; ; page++) {
      const answer = await this.call('GET', `${resource}per_page=${PAGE}&page=${page}`);
      const found = parsed(z.array(schema), answer);
      all.push(...found);
      if (found.length < PAGE) return all;
    }
  }

  private async call(
    method: Call['method'],
    resource: string,
    body?: object,
  ): Promise<GithubAnswer> {
    const call: Call = { method, url: this.address(resource), ...(body && { body }) };
    return accepted(call, await this.send(call));
  }

  private address(resource: string): string {
    const { apiUrl, repository } = this.settings;
    return `${apiUrl}/repos/${repository}/${resource}`;
  }

  private async send(call: Call): Promise<GithubAnswer> {
    const { isRepeatable = call.method !== 'POST' } = call;
    for (let tries = 1; ; tries++) {
      const answer = await this.answerTo(call);
      if (isFault(answer) && !isRepeatable) {
        throw new UnknownOutcome(`${refusal(call, answer)} It may have been done all the same.`);
      }
      const wait = secondsToWait(answer, tries);
      if (wait === undefined || wait > MAX_WAIT_SECONDS || tries === TRIES) return answer;
      await this.wait(wait, `GitHub answered ${call.method} with ${statusText(answer)}.`);
    }
  }

  /** Says why it waits, and until when. */
  private async wait(seconds: number, why: string): Promise<void> {
    const until = formatTime(new Date(Date.now() + seconds * 1000));
    if (seconds > 0) this.say(`${why} Waiting ${seconds} s, until ${until}.`);
    await this.pause(seconds * 1000);
  }

  private async answerTo({ method, url, body }: Call): Promise<GithubAnswer> {
    try {
      const response = await this.sendOnce(url, {
        method,
        timeout: TIMEOUT_MILLISECONDS,
        headers: {
          accept: 'application/vnd.github+json',
          authorization: `Bearer ${this.settings.token}`,
          'user-agent': 'image-service',
          'x-github-api-version': '2022-11-28',
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      if (error instanceof UserError) throw error;
      const { code = '', message } = error as NodeJS.ErrnoException;
      if (BROKEN.test(code)) return { status: 0, headers: new Headers(), text: code };
      if (UNASKABLE.test(code)) {
        throw new UserError(
          `GITHUB_API_URL = "${this.settings.apiUrl}" is no address of GitHub's API: must begin with https:// or http://. Correct it, or unset it.`,
        );
      }
      if (code === 'ERR_INVALID_CHAR') {
        throw new UserError('GITHUB_TOKEN holds characters that no token has. Correct it.');
      }
      const { host } = new URL(url);
      throw (
        certificateFault(error, host) ??
        new UserError(
          `GitHub cannot be reached at ${host} (${code || message}). Check the network, then run this again.`,
        )
      );
    }
  }
}

/** What Node says of an address that it cannot ask. */
const UNASKABLE = /^ERR_INVALID_(URL|PROTOCOL)$/;

/** A connection that came to nothing, and that may do better. */
const BROKEN = /^(ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN)$/;

const refusal = ({ method, url }: Call, answer: GithubAnswer): string =>
  `GitHub refused ${method} ${new URL(url).pathname}: ${statusText(answer)}. ${remedyFor(answer)}`;

const statusText = (answer: GithubAnswer): string =>
  `${answer.status || 'no answer'} ${reasonOf(answer)}`.trim();

function accepted(call: Call, answer: GithubAnswer): GithubAnswer {
  if (answer.status >= 200 && answer.status < 300 && !isLimited(answer)) return answer;
  throw new UserError(refusal(call, answer));
}

/** @throws UserError when it is no answer of GitHub's. */
function parsed<T>(schema: z.ZodType<T>, answer: GithubAnswer): T {
  try {
    return schema.parse(JSON.parse(answer.text));
  } catch {
    throw new UserError(
      `GitHub answered what this cannot read: ${reasonOf(answer)}. Check GITHUB_API_URL, and the proxy.`,
    );
  }
}
