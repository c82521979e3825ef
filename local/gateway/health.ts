import type { ServerResponse } from 'node:http';
import { reasonOf } from './reason';

const TIMEOUT_MS = 2000;

/** Answers 200 while moto answers as well, 503 with the reason otherwise. */
export async function handleHealth(motoUrl: string, response: ServerResponse): Promise<void> {
  const reason = await motoFailure(motoUrl);
  const [status, body] = reason === undefined ? [200, { status: 'ok' }] : [503, { status: reason }];
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

async function motoFailure(motoUrl: string): Promise<string | undefined> {
  try {
    const url = new URL('/moto-api/', motoUrl);
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.arrayBuffer();
    return answer.ok ? undefined : `moto at ${motoUrl} answers ${answer.status}`;
  } catch (error) {
    return `moto at ${motoUrl} does not answer: ${reasonOf(error)}`;
  }
}
