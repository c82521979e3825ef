import type { IncomingHttpHeaders } from 'node:http';
import { ACCOUNT_HEADER } from './aws-request';
import { fetchMoto, type MotoScope } from './moto-api';

/** A request as it came. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An answer as it goes. */
export interface Message {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** What of a request moto looks at. */
const FORWARDED = /^(?:authorization|content-type|content-encoding|user-agent|x-amz-.+)$/;

/** What of moto's answer belongs to its connection with the gateway. */
const OF_CONNECTION = new Set(['connection', 'content-length', 'transfer-encoding', 'status']);

/** moto's own answer to a request that was read already. */
export async function forward(
  scope: MotoScope,
  { method, url, headers, body }: RawRequest,
): Promise<Message> {
  const sent = Object.entries(headers).filter(([name]) => FORWARDED.test(name));
  const answer = await fetchMoto(scope.moto, url, {
    method,
    headers: {
      ...(Object.fromEntries(sent) as Record<string, string>),
      [ACCOUNT_HEADER]: scope.accountId,
    },
    ...(body.length > 0 && { body }),
  });
  const received = [...answer.headers].filter(([name]) => !OF_CONNECTION.has(name));
  return {
    status: answer.status,
    headers: Object.fromEntries(received),
    body: Buffer.from(await answer.arrayBuffer()),
  };
}
