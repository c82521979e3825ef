import { createServer } from 'node:http';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UserError } from '../../src/config/user-error';
import { commentPlan } from '../../src/ops/comment/plan-comment';
import { GithubApi } from '../../src/github/github-api';
import { failureOf } from '../support/failure-of';
import { BOT, githubThat } from '../support/github';
import { listen, proxyTo, secureServer } from '../support/proxy';
import { temporaryDirectory } from '../support/temporary';

const IN_VAIN = 'Running this again changes nothing.';
const says = (message: string): string => JSON.stringify({ message });

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Breaks the connection instead. */
  readonly breaks?: boolean;
}

const NOON = new Date('2025-11-22T12:00:00Z');

describe('GitHub over HTTP', () => {
  let seen: { what: string; token: string; body: string }[];
  let waits: number[];
  let said: string[];
  beforeEach(() => {
    [seen, said] = [[], []];
    waits = [];
  });

  /** A GitHub that gives one answer after the other, and then the last one again and again. */
  async function github(...answers: readonly Answer[]): Promise<GithubApi> {
    const left = [...answers];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        seen.push({ what: `${method} ${url}`, token: headers.authorization ?? '', body });
        const [answer] = left.length > 1 ? left.splice(0, 1) : left;
        if (answer === undefined || answer.breaks === true) request.socket.destroy();
        else response.writeHead(answer.status, answer.headers).end(answer.body ?? '[]');
      });
    });
    const apiUrl = `http://127.0.0.1:${await listen(server)}`;
    return new GithubApi(
      { apiUrl, graphqlUrl: `${apiUrl}/graphql`, repository: 'owner/name', token: 'secret' },
      undefined,
      (milliseconds) => {
        waits.push(milliseconds);
        return Promise.resolve();
      },
      (line) => said.push(line),
    );
  }

  it('gets the token and the text', async () => {
    const api = await github({ status: 201, body: '{"number":7}' });
    expect(await api.openIssue('Drift: dev', 'text')).toBe(7);
    expect(seen).toEqual([
      {
        what: 'POST /repos/owner/name/issues',
        token: 'Bearer secret',
        body: '{"title":"Drift: dev","body":"text"}',
      },
    ]);
  });

  it('says what it waits for and until when, once per wait', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout'], now: NOON });
    const api = await github(
      { status: 429, headers: { 'retry-after': '7' }, body: says('Slow down.') },
      { status: 403, headers: { 'retry-after': '0' }, body: says('no') },
      { status: 502 },
      { status: 200 },
    );
    try {
      await api.ownOpenIssues('marker');
    } finally {
      jest.useRealTimers();
    }
    expect(said).toEqual([
      'GitHub answered GET with 429 Slow down. Waiting 7 s, until 2025-11-22 12:00:07 UTC.',
      'GitHub answered GET with 502 []. Waiting 4 s, until 2025-11-22 12:00:04 UTC.',
    ]);
  });

  it.each<[string, Answer, number]>([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    ['429 without', { status: 429 }, 60_000],
    [
      'a secondary rate limit',
      { status: 403, body: says('You have exceeded a secondary rate limit.') },
      60_000,
    ],
    [
      'a secondary rate limit with Retry-After',
      { status: 403, headers: { 'retry-after': '0' }, body: says('no') },
      0,
    ],
    [
      'a rate limit that was just reset',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' } },
      1000,
    ],
  ])('is asked again after %s, also to write', async (_, limit, wait) => {
    const api = await github(limit, limit, { status: 201, body: '{}' });
    await api.addComment(12, 'text');
    expect(seen.map(({ what }) => what)).toEqual(
      Array.from({ length: 3 }, () => 'POST /repos/owner/name/issues/12/comments'),
    );
    expect(waits[0]).toBe(wait);
  });

  it.each<[string, Answer]>([
    ['502', { status: 502, body: '<html>' }],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '1' } }],
    ['a broken connection', { status: 0, breaks: true }],
  ])('is asked again after %s', async (_, fault) => {
    const api = await github(fault, { status: 200 });
    expect(await api.ownOpenIssues('x')).toEqual([]);
    expect(waits).toEqual([1000]);
  });

  const LIMITED = JSON.stringify({
    data: null,
    errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded.' }],
  });
  const OURS = { id: 3, body: 'ours', user: { login: BOT } };

  it('is asked again who it is after a limit, which GraphQL tells with 200', async () => {
    const api = await github(
      { status: 200, body: JSON.stringify([OURS]) },
      { status: 200, headers: { 'retry-after': '7' }, body: LIMITED },
      { status: 200, body: JSON.stringify({ data: { viewer: { login: BOT } } }) },
    );
    expect(await api.ownComments(12, 'ours')).toMatchObject([{ id: 3 }]);
    expect(waits).toEqual([7000]);
  });

  it('tells of that limit where it lasts', async () => {
    const api = await github(
      { status: 200, body: JSON.stringify([OURS]) },
      { status: 200, headers: { 'retry-after': '900' }, body: LIMITED },
    );
    expect(await failureOf(api.ownComments(12, 'ours'))).toBe(
      'UserError: GitHub refused POST /graphql: 200 API rate limit exceeded. GitHub takes no more calls of this token for now. Run this again in 900 seconds.',
    );
    expect(waits).toEqual([]);
  });

  it('names the field that it does not take', async () => {
    const errors = [{ resource: 'Issue', code: 'missing_field', field: 'body' }];
    const body = JSON.stringify({ message: 'Validation Failed', errors });
    const api = await github({ status: 422, body });
    expect(await failureOf(api.addComment(12, 'x'))).toContain(
      ': 422 Validation Failed: body missing_field. ',
    );
  });

  it('is asked four times at most, later each time', async () => {
    const api = await github({ status: 502, body: '<html>\n  Bad gateway\n</html>' });
    expect(await failureOf(api.changeComment(1, 'text'))).toBe(
      "UserError: GitHub refused PATCH /repos/owner/name/issues/comments/1: 502 <html> Bad gateway </html>. The fault is GitHub's (githubstatus.com). Run this again later.",
    );
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  it('is not waited for until a limit of the whole hour is reset', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 1800);
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    const api = await github({ status: 403, headers, body: says('API rate limit exceeded') });
    expect(await failureOf(api.ownOpenIssues('x'))).toMatch(
      /403 API rate limit exceeded\. GitHub takes no more calls of this token for now\. Run this again in (1800|1801|1799) seconds\.$/,
    );
    expect(waits).toEqual([]);
  });

  const MARKER = '<!-- image-service plan: dev -->';
  const comment = (api: GithubApi): Promise<string> =>
    commentPlan('dev', temporaryDirectory(), api, { pullRequest: 12, runUrl: undefined });

  it('is not told twice what it may have written: the second look finds it', async () => {
    const written = [{ id: 3, body: MARKER, user: { login: BOT } }];
    const api = await github(
      { status: 200 },
      { status: 502 },
      { status: 200, body: JSON.stringify(written) },
      { status: 200, body: JSON.stringify({ data: { viewer: { login: BOT } } }) },
      { status: 200, body: '{}' },
    );
    expect(await comment(api)).toBe('updated');
    expect(seen.map(({ what }) => what)).toEqual([
      'GET /repos/owner/name/issues/12/comments?per_page=100&page=1',
      'POST /repos/owner/name/issues/12/comments',
      'GET /repos/owner/name/issues/12/comments?per_page=100&page=1',
      'POST /graphql',
      'PATCH /repos/owner/name/issues/comments/3',
    ]);
  });

  it('is told again what it has not written', async () => {
    const api = await github(
      { status: 200 },
      { status: 502 },
      { status: 200 },
      { status: 201, body: '{}' },
    );
    expect(await comment(api)).toBe('added');
    expect(seen).toHaveLength(4);
  });

  it.each<[Omit<Answer, 'body'>, string, string]>([
    [
      { status: 401 },
      says('Bad credentials'),
      '401 Bad credentials. GITHUB_TOKEN is wrong or has expired. Set it to another.',
    ],
    [
      { status: 403 },
      says('Resource not accessible by integration'),
      '403 Resource not accessible by integration. GITHUB_TOKEN has to be allowed to do that in that repository (in a workflow: `permissions`).',
    ],
    [
      { status: 403 },
      says('Unable to create comment because issue is locked.'),
      `403 Unable to create comment because issue is locked. Unlock the conversation. ${IN_VAIN}`,
    ],
    [
      { status: 403 },
      says('Repository was archived so is read-only.'),
      `403 Repository was archived so is read-only. Unarchive the repository. ${IN_VAIN}`,
    ],
    [
      {
        status: 403,
        headers: { 'x-github-sso': 'required; url=https://github.example/sso?a=b' },
      },
      says('Resource protected by organization SAML enforcement.'),
      "403 Resource protected by organization SAML enforcement. Let GITHUB_TOKEN use the organization's sign-on: https://github.example/sso?a=b",
    ],
    [
      { status: 404 },
      says('Not Found'),
      '404 Not Found. Correct GITHUB_REPOSITORY, or the number, or let GITHUB_TOKEN see it (in a workflow: `permissions`).',
    ],
    [
      { status: 301 },
      says('Moved Permanently'),
      '301 Moved Permanently. The repository has another name now. Correct GITHUB_REPOSITORY.',
    ],
    [
      { status: 410 },
      says('Issues has been disabled in this repository.'),
      `410 Issues has been disabled in this repository. Issues are turned off in the repository, or this one was deleted. Turn them on in its Settings. ${IN_VAIN}`,
    ],
    [
      { status: 422 },
      '{"message":"Validation Failed","errors":[{"field":"body","message":"body is too long"},"x"]}',
      `422 Validation Failed: body is too long: x. GitHub takes no such values. Correct what it names. ${IN_VAIN}`,
    ],
  ])('says in a line what %j with %s means, and is not asked again', async (answer, body, text) => {
    const api = await github({ ...answer, body });
    expect(await failureOf(api.addComment(12, 'x'))).toBe(
      `UserError: GitHub refused POST /repos/owner/name/issues/12/comments: ${text}`,
    );
    expect(seen).toHaveLength(1);
  });

  it('says in a line that what answers is no GitHub', async () => {
    const api = await github({ status: 200, body: '<html>Sign in</html>' });
    expect(await failureOf(api.ownOpenIssues('x'))).toBe(
      'UserError: GitHub answered what this cannot read: <html>Sign in</html>. Check GITHUB_API_URL, and the proxy.',
    );
  });
});

const NO_ADDRESS =
  "is no address of GitHub's API: must begin with https:// or http://. Correct it, or unset it.";

describe('GitHub that cannot be reached', () => {
  it.each([
    ['api.github.example', 'secret', `GITHUB_API_URL = "api.github.example" ${NO_ADDRESS}`],
    ['api.github.example:443', 'secret', `GITHUB_API_URL = "api.github.example:443" ${NO_ADDRESS}`],
    [
      'http://127.0.0.1:1',
      '“secret”',
      'GITHUB_TOKEN holds characters that no token has. Correct it.',
    ],
  ])('is said in a line for the address %s and the token %s', async (apiUrl, token, message) => {
    const settings = { apiUrl, graphqlUrl: apiUrl, repository: 'owner/name', token };
    const failure = await failureOf(new GithubApi(settings).ownOpenIssues('x'));
    expect(failure).toContain(`UserError: ${message}`);
    expect(failure).not.toContain('secret');
  });

  it('is said in a line', async () => {
    const failure = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
    await expect(githubThat(() => Promise.reject(failure)).ownOpenIssues('x')).rejects.toThrow(
      new UserError(
        'GitHub cannot be reached at api.example (ENOTFOUND). Check the network, then run this again.',
      ),
    );
  });

  it('is explained where its certificate is not trusted, and is asked through the proxy', async () => {
    const proxy = await proxyTo(await secureServer((_, response) => response.end('[]')));
    const { sendRequest } = await import('../../src/aws/send-request');
    const apiUrl = 'https://api.github.example';
    const api = new GithubApi(
      { apiUrl, graphqlUrl: apiUrl, repository: 'owner/name', token: 'secret' },
      (url, parts) => sendRequest(url, { ...parts, env: { HTTPS_PROXY: proxy.url } }),
    );
    await expect(api.ownOpenIssues('x')).rejects.toThrow(
      "The certificate of api.github.example is signed by nobody that Node.js trusts (DEPTH_ZERO_SELF_SIGNED_CERT). If a proxy of your network signs it, name a file with that proxy's certificate in NODE_EXTRA_CA_CERTS.",
    );
    expect(proxy.calls).toEqual([{ what: 'CONNECT api.github.example:443', login: undefined }]);
  });
});
