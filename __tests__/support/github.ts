import { GithubApi } from '../../src/github/github-api';

/** One call that GitHub got. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, string>> | undefined;
}

/** Who the token of the tests belongs to. */
export const BOT = 'github-actions[bot]';

const SETTINGS = {
  apiUrl: 'https://api.example',
  graphqlUrl: 'https://api.example/graphql',
  repository: 'owner/name',
  token: 'secret',
};

const atOnce = (): Promise<void> => Promise.resolve();

/** A GitHub that answers everything with that. */
export const githubThat = (answer: () => Promise<Response>): GithubApi =>
  new GithubApi(SETTINGS, answer, atOnce);

/**
 * A GitHub that answers lists from `lists` (path to all items, the token's own unless they have a `user`)
 * and takes everything else.
 */
export function fakeGithub(lists: Readonly<Record<string, readonly object[]>> = {}): {
  readonly api: GithubApi;
  readonly calls: Call[];
} {
  const calls: Call[] = [];
  const api = new GithubApi(
    SETTINGS,
    (address, { method = 'GET', body: text }) => {
      const url = new URL(address);
      if (url.pathname === '/graphql') {
        return Promise.resolve(Response.json({ data: { viewer: { login: BOT } } }));
      }
      const path = url.pathname.replace('/repos/owner/name/', '');
      const body = text === undefined ? undefined : (JSON.parse(text) as Call['body']);
      calls.push({ method, path, body });
      const all = lists[path];
      if (method !== 'GET') return Promise.resolve(Response.json({ number: 7, body: '' }));
      if (all === undefined) return Promise.resolve(new Response('no such thing', { status: 404 }));
      const from = (Number(url.searchParams.get('page')) - 1) * 100;
      const page = all.slice(from, from + 100).map((item) => ({ user: { login: BOT }, ...item }));
      return Promise.resolve(Response.json(page));
    },
    atOnce,
  );
  return { api, calls };
}
