import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Environment } from '../config/environment';
import { proxyFor } from '../config/proxy';
import { requestProxy, TunnelAgent } from './tunnel';

/** An HTTP request besides its address. */
export interface RequestParts {
  /** @default GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** How long nothing may come. @default ten seconds */
  readonly timeout?: number;
  /** Says which proxy to take. @default this process's environment */
  readonly env?: Environment | undefined;
}

/**
 * Sends an HTTP request, through the proxy that the environment names: Node's own `fetch` knows none
 * before version 24. Redirects are not followed. Whoever takes the answer reads its body or cancels it.
 */
export async function sendRequest(
  address: string | URL,
  { body, env, ...parts }: RequestParts = {},
): Promise<Response> {
  const url = new URL(address);
  const options = { timeout: 10_000, ...parts };
  const sent = begin(url, options, env);
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('timeout', () => {
      sent.destroy(Object.assign(new Error(`no answer from ${url.host}`), { code: 'ETIMEDOUT' }));
    });
    // Also after the response has begun, when its reader is told as well.
    sent.on('error', reject);
    sent.end(body);
  });
  return responseOf(incoming);
}

function begin(
  url: URL,
  options: Omit<RequestParts, 'body' | 'env'>,
  env: Environment | undefined,
): ClientRequest {
  if (url.protocol === 'https:') {
    return requestHttps(url, { ...options, agent: new TunnelAgent(env) });
  }
  const proxy = proxyFor(url, env);
  if (proxy === undefined) return requestHttp(url, options);
  const headers = { Host: url.host, ...options.headers };
  return requestProxy(proxy, { ...options, path: url.href, headers });
}

const WITHOUT_BODY: readonly (number | undefined)[] = [204, 205, 304];

function responseOf(incoming: IncomingMessage): Response {
  const { statusCode, headers } = incoming;
  const hasBody = !WITHOUT_BODY.includes(statusCode);
  if (!hasBody) incoming.resume();
  return new Response(hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null, {
    status: statusCode ?? 0,
    headers: Object.entries(headers).flatMap(([name, values = []]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    ),
  });
}
