import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { textOf } from '../body';

/** A call that moto takes, but not quite as AWS does: one entry of `corrections`. */
export interface Correction {
  readonly appliesTo: (request: IncomingMessage, service: string) => boolean;
  /** The body as moto should get it. @default as it came */
  readonly toMoto?: (body: string) => string;
  /** The body of a success as AWS would send it. @default as moto sent it */
  readonly fromMoto?: (body: string) => string;
}

/** Passes a request to moto and its answer back, corrected on the way; both are small and held whole. */
export async function passCorrected(
  correction: Correction,
  motoUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
  added: Readonly<Record<string, string>>,
): Promise<void> {
  const { toMoto = unchanged, fromMoto = unchanged } = correction;
  const answer = await send(motoUrl, request, toMoto(await textOf(request)), added);
  const text = await textOf(answer);
  const { statusCode = 502, headers } = answer;
  response
    .writeHead(statusCode, { 'Content-Type': headers['content-type'] ?? 'application/xml' })
    .end(statusCode === 200 ? fromMoto(text) : text);
}

const unchanged = (body: string): string => body;

function send(
  motoUrl: string,
  request: IncomingMessage,
  body: string,
  added: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(motoUrl);
  const { host, authorization, 'content-type': contentType } = request.headers;
  return new Promise((resolve, reject) => {
    const upstream = httpRequest({
      hostname,
      port,
      method: request.method,
      path: request.url,
      headers: {
        ...(host !== undefined && { host }),
        ...(authorization !== undefined && { authorization }),
        ...(contentType !== undefined && { 'content-type': contentType }),
        ...added,
        'content-length': Buffer.byteLength(body),
      },
      agent: false,
    });
    upstream.once('response', resolve);
    upstream.once('error', reject);
    upstream.end(body);
  });
}
