import type { IncomingMessage, ServerResponse } from 'node:http';
import { forward } from '../forward';
import type { MotoScope } from '../moto-api';
import { readBody } from '../read-body';

/** A call that moto takes, but not quite as AWS does, or not at all: one entry of `corrections`. */
export interface Correction {
  readonly appliesTo: (request: IncomingMessage, service: string) => boolean;
  /** The body as moto should get it. @default as it came */
  readonly toMoto?: (body: string) => string;
  /** The body of a success as AWS would send it. @default as moto sent it */
  readonly fromMoto?: (body: string) => string;
  /** The JSON that AWS would answer to what moto does not know. @default moto is asked */
  readonly inPlaceOfMoto?: () => string;
}

/** Passes a request to moto and its answer back, corrected on the way; both are small and held whole. */
export async function passCorrected(
  { toMoto = unchanged, fromMoto = unchanged, inPlaceOfMoto }: Correction,
  scope: MotoScope,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (inPlaceOfMoto !== undefined) {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(inPlaceOfMoto());
    return;
  }
  const { method = 'GET', url = '/', headers } = request;
  const body = Buffer.from(toMoto((await readBody(request)).toString('utf8')));
  const answer = await forward(scope, { method, url, headers, body });
  const text = Buffer.from(answer.body).toString('utf8');
  response
    .writeHead(answer.status, answer.headers)
    .end(answer.status === 200 ? fromMoto(text) : text);
}

const unchanged = (body: string): string => body;
