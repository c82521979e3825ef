import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import { GithubApi } from '../../../src/ops/github/github-api';
import { githubThat } from '../../support/github';

const NEEDS_RIGHTS =
  'GITHUB_TOKEN has to be allowed to do that in that repository (in a workflow: `permissions`).';
const answers = (status: number, body: string): Promise<Response> =>
  Promise.resolve(new Response(body, { status }));

describe('GithubApi', () => {
  it.each([
    [
      401,
      '{"message":"Bad credentials"}',
      'Bad credentials. GITHUB_TOKEN is wrong or has expired.',
    ],
    [
      403,
      '{"message":"Resource not accessible by integration"}',
      `Resource not accessible by integration. ${NEEDS_RIGHTS}`,
    ],
    [404, '{"message":"Not Found"}', `Not Found. ${NEEDS_RIGHTS}`],
    [502, '<html>\n  Bad gateway\n</html>', '<html> Bad gateway </html>. Run this again.'],
  ])('says in a line what %i means', async (status, body, text) => {
    await expect(githubThat(() => answers(status, body)).addComment(12, 'x')).rejects.toThrow(
      new UserError(`GitHub refused POST owner/name/issues/12/comments: ${status} ${text}`),
    );
  });

  it('says in a line that GitHub cannot be reached', async () => {
    const failure = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENOTFOUND' } });
    await expect(githubThat(() => Promise.reject(failure)).openIssues()).rejects.toThrow(
      new UserError(
        'GitHub cannot be reached at https://api.example (ENOTFOUND). Check the network, then run this again.',
      ),
    );
  });
});

describe('GithubApi over HTTP', () => {
  let server: Server;
  let seen: { method: string; url: string; token: string; body: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        seen.push({ method, url, token: headers.authorization ?? '', body });
        response.setHeader('content-type', 'application/json').end('{"number":7}');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
  });

  it('sends the token and the text', async () => {
    seen = [];
    const { port } = server.address() as AddressInfo;
    const api = new GithubApi({
      apiUrl: `http://127.0.0.1:${port}`,
      repository: 'owner/name',
      token: 'secret',
    });
    expect(await api.openIssue('Drift: dev', 'text')).toBe(7);
    expect(seen).toEqual([
      {
        method: 'POST',
        url: '/repos/owner/name/issues',
        token: 'Bearer secret',
        body: '{"title":"Drift: dev","body":"text"}',
      },
    ]);
  });
});
