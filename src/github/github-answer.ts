import { z } from 'zod';
import { UserError } from '../config/user-error';
import { jsonOrNothing } from '../values/json';

/** What GitHub, or a proxy before it, answered; status 0 where the connection broke. */
export interface GithubAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Thrown when GitHub may have done what it was asked for, or not. */
export class UnknownOutcome extends UserError {}

/** Whether it is GitHub's own fault, so that nobody knows whether it did what it was asked for. */
export const isFault = ({ status }: GithubAnswer): boolean => status === 0 || status >= 500;

const RATE_LIMIT = /\brate limit\b/i;

/**
 * Whether GitHub takes no more calls for now.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const isLimited = (answer: GithubAnswer): boolean => {
  const { status, headers, text } = answer;
  return (
    status === 429 ||
    (status === 403 &&
      (headers.has('retry-after') ||
        headers.get('x-ratelimit-remaining') === '0' ||
        RATE_LIMIT.test(text))) ||
    isLimitedQuery(answer)
  );
};

const queryErrorsSchema = z.object({
  errors: z.array(z.object({ type: z.string().optional(), message: z.string() })),
});

/**
 * GraphQL says so with 200.
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
function isLimitedQuery({ status, text }: GithubAnswer): boolean {
  if (status !== 200 || !text.includes('"errors"')) return false;
  const read = queryErrorsSchema.safeParse(jsonOrNothing(text));
  return (
    read.success &&
    read.data.errors.some(
      ({ type, message }) => type === 'RATE_LIMITED' || RATE_LIMIT.test(message),
    )
  );
}

/** After how many seconds the same call may be answered otherwise; undefined: never. */
export function secondsToWait(answer: GithubAnswer, tries: number): number | undefined {
  const { headers } = answer;
  const asked = Number.parseInt(headers.get('retry-after') ?? '', 10);
  const backoff = 2 ** (tries - 1);
  if (isLimited(answer)) {
    if (asked >= 0) return asked;
    return headers.get('x-ratelimit-remaining') === '0'
      ? Math.max(1, Math.ceil(Number(headers.get('x-ratelimit-reset')) - Date.now() / 1000))
      : 60 * backoff;
  }
  if (!isFault(answer)) return undefined;
  return asked >= 0 ? asked : backoff;
}

const problemSchema = z.object({
  message: z.string().optional(),
  errors: z
    .array(
      z.union([
        z.string(),
        z.object({ message: z.string() }).transform(({ message }) => message),
        z
          .object({ field: z.string(), code: z.string() })
          .transform(({ field, code }) => `${field} ${code}`),
      ]),
    )
    .catch([])
    .default([]),
});

/** GitHub says why in `message` and `errors`; a proxy in between, in whatever it likes. */
export function reasonOf({ text }: GithubAnswer): string {
  const read = problemSchema.safeParse(jsonOrNothing(text));
  const parts = read.success ? [read.data.message ?? [], read.data.errors].flat() : [];
  return parts.length > 0
    ? parts.map((part) => part.replace(/\.$/, '')).join(': ')
    : text.replace(/\s+/g, ' ').trim().slice(0, 200);
}

const IN_VAIN = 'Running this again changes nothing.';

/** What to do about an answer that is a refusal. */
export function remedyFor(answer: GithubAnswer): string {
  const { status, headers, text } = answer;
  if (isLimited(answer)) {
    return `GitHub takes no more calls of this token for now. Run this again in ${secondsToWait(answer, 1) ?? 60} seconds.`;
  }
  if (status === 0) return 'Check the network, then run this again.';
  if (isFault(answer)) return "The fault is GitHub's (githubstatus.com). Run this again later.";
  switch (status) {
    case 301:
    case 307:
    case 308:
      return 'The repository has another name now. Correct GITHUB_REPOSITORY.';
    case 401:
      return 'GITHUB_TOKEN is wrong or has expired. Set it to another.';
    case 403:
      return forbidden(headers, text);
    // GitHub does not tell who may not see something that it is there.
    case 404:
      return 'Correct GITHUB_REPOSITORY, or the number, or let GITHUB_TOKEN see it (in a workflow: `permissions`).';
    case 410:
      return `Issues are turned off in the repository, or this one was deleted. Turn them on in its Settings. ${IN_VAIN}`;
    case 422:
      return `GitHub takes no such values. Correct what it names. ${IN_VAIN}`;
    default:
      return 'Check GITHUB_API_URL, and the proxy.';
  }
}

function forbidden(headers: Headers, text: string): string {
  const signOn = /url=(\S+)/.exec(headers.get('x-github-sso') ?? '')?.[1];
  if (signOn !== undefined) return `Let GITHUB_TOKEN use the organization's sign-on: ${signOn}`;
  if (/\blocked\b/i.test(text)) return `Unlock the conversation. ${IN_VAIN}`;
  if (/\barchived\b/i.test(text)) return `Unarchive the repository. ${IN_VAIN}`;
  return 'GITHUB_TOKEN has to be allowed to do that in that repository (in a workflow: `permissions`).';
}
