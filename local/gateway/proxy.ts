import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { tokenHeader, type MotoServer } from './moto-api';

/** Headers of one connection, which must not travel to the next. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  // Node has already answered it.
  'expect',
]);

type Headers = Readonly<Record<string, string>>;

/** Headers that replace those of the same names, in the request and in the answer. */
export interface ProxyHeaders {
  readonly toMoto?: Headers;
  readonly toClient?: Headers;
}

/** Streams the request to moto and moto's answer back, as they come. */
export function proxy(
  moto: MotoServer,
  request: IncomingMessage,
  response: ServerResponse,
  { toMoto = {}, toClient = {} }: ProxyHeaders,
): void {
  const { hostname, port } = new URL(moto.url);
  const upstream = httpRequest({
    hostname,
    port,
    method: request.method,
    path: request.url,
    headers: requestHeaders(request, { ...toMoto, ...tokenHeader(moto) }),
    // moto closes each connection itself.
    agent: false,
  });
  upstream.on('response', (answer) => {
    const { statusCode = 502, statusMessage } = answer;
    response.writeHead(statusCode, statusMessage, answerHeaders(answer, toClient));
    pipeline(answer, response, () => undefined);
  });
  upstream.on('error', (error) => {
    refuse(moto.url, response, error);
  });
  response.on('close', () => upstream.destroy());
  // Not pipeline: the answer may come, and be finished, before the whole request was read.
  request.pipe(upstream);
}

function requestHeaders(request: IncomingMessage, added: Headers): string[] {
  const own = endToEnd(request, Object.keys(added));
  const framing = request.headers['transfer-encoding']
    ? ['Transfer-Encoding', 'chunked']
    : request.headers['content-length'] === undefined
      ? ['Content-Length', '0']
      : [];
  return [...own, ...Object.entries(added).flat(), ...framing, 'Connection', 'close'];
}

/** moto's headers but for CORS, which the guard decides, and those added. */
function answerHeaders(answer: IncomingMessage, added: Headers): string[] {
  const cors = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
  const own = endToEnd(answer, [...cors, ...Object.keys(added)]);
  return [...own, ...Object.entries(added).flat()];
}

/** The raw headers without those of the connection and those to be replaced. */
function endToEnd(message: IncomingMessage, replaced: readonly string[]): string[] {
  const named = (message.headers.connection ?? '').split(',').map((name) => name.trim());
  const dropped = new Set([...HOP_BY_HOP, ...replaced, ...named.map((name) => name.toLowerCase())]);
  const { rawHeaders } = message;
  return rawHeaders.filter((_, index) => {
    const name = rawHeaders[index - (index % 2)] ?? '';
    return !dropped.has(name.toLowerCase());
  });
}

function refuse(motoUrl: string, response: ServerResponse, error: Error): void {
  // An answer on its way ends, or is cut off, by itself.
  if (response.headersSent) return;
  const line = `moto at ${motoUrl} does not answer: ${error.message}\n`;
  response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' }).end(line);
}
