import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { awsEndpoint } from '../config/environment';
import type { GithubAccess } from '../config/github';
import type { Environment } from '../config/environment';

const TIMEOUT_MILLISECONDS = 10_000;

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
      ? send(url, method)
      : send(new URL(pathname + search, endpoint).href, method, { Host: host });
  };

/** Sends requests to where the address says. */
export const sendRequest: SendRequest = (url, method = 'GET') => send(url, method);

/** Asks GitHub's API for a path, with a token where there is one. */
export const githubRequester =
  ({ apiUrl, token }: GithubAccess) =>
  (path: string): Promise<HttpAnswer> =>
    send(`${apiUrl}${path}`, 'GET', {
      Accept: 'application/vnd.github+json',
      'User-Agent': 'image-service',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    });

function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpAnswer> {
  const request = new URL(url).protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, timeout: TIMEOUT_MILLISECONDS }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        body += text;
      });
      response.once('error', reject);
      response.once('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, location: answered.location, date: answered.date, body });
      });
    });
    sent.once('timeout', () => {
      sent.destroy(Object.assign(new Error(`no answer from ${url}`), { code: 'ETIMEDOUT' }));
    });
    sent.once('error', reject);
    sent.end();
  });
}
