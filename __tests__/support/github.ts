import { GithubApi } from '../../src/ops/github/github-api';

/** One call that GitHub got. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, string>> | undefined;
}

/** A GitHub that answers everything with that. */
export const githubThat = (answer: () => Promise<Response>): GithubApi =>
  new GithubApi(
    { apiUrl: 'https://api.example', repository: 'owner/name', token: 'secret' },
    answer,
  );

/** A GitHub that answers lists from `lists` (path to all items) and takes everything else. */
export function fakeGithub(lists: Readonly<Record<string, readonly object[]>> = {}): {
  readonly api: GithubApi;
  readonly calls: Call[];
} {
  const calls: Call[] = [];
  const api = new GithubApi(
    { apiUrl: 'https://api.example', repository: 'owner/name', token: 'secret' },
    (address, init) => {
      const url = new URL(address);
      const path = url.pathname.replace('/repos/owner/name/', '');
      const body =
        typeof init.body === 'string' ? (JSON.parse(init.body) as Call['body']) : undefined;
      calls.push({ method: init.method ?? 'GET', path, body });
      const all = lists[path];
      if (init.method !== 'GET') return Promise.resolve(Response.json({ number: 7, body: '' }));
      if (all === undefined) return Promise.resolve(new Response('no such thing', { status: 404 }));
      const from = (Number(url.searchParams.get('page')) - 1) * 100;
      return Promise.resolve(Response.json(all.slice(from, from + 100)));
    },
  );
  return { api, calls };
}
