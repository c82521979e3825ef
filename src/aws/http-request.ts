import { awsEndpoint, type Environment } from '../config/environment';
import type { GithubAccess } from '../config/github';
import { sendRequest as send, type RequestParts } from './send-request';

/** What a server answered; redirects are not followed. */
export interface HttpAnswer {
  readonly status: number;
  readonly location: string | undefined;
  /** The server's clock, as it says. */
  readonly date?: string | undefined;
  readonly body: string;
}

export type SendRequest = (url: string, method?: string) => Promise<HttpAnswer>;

/**
 * Sends requests to addresses of AWS. The local AWS knows an API by its Host header: there a request
 * goes to AWS_ENDPOINT_URL, whatever its address says.
 */
export const awsRequester =
  (env?: Environment): SendRequest =>
  (url, method = 'GET') => {
    const { host, pathname, search } = new URL(url);
    const endpoint = awsEndpoint(env);
    return endpoint === undefined
      ? answer(url, { method, env })
      : answer(new URL(pathname + search, endpoint).href, {
          method,
          headers: { Host: host },
          env,
        });
  };

/** Sends requests to where the address says. */
export const sendRequest: SendRequest = (url, method = 'GET') => answer(url, { method });

/** Asks GitHub's API for a path, with a token where there is one. */
export const githubRequester =
  ({ apiUrl, token }: GithubAccess) =>
  (path: string): Promise<HttpAnswer> =>
    answer(`${apiUrl}${path}`, {
      headers: {
        Accept: 'application/vnd.github+json',
        'User-Agent': 'image-service',
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
    });

async function answer(url: string, parts: RequestParts): Promise<HttpAnswer> {
  const response = await send(url, parts);
  return {
    status: response.status,
    location: response.headers.get('location') ?? undefined,
    date: response.headers.get('date') ?? undefined,
    body: await response.text(),
  };
}
