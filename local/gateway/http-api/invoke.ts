import type { IncomingMessage } from 'node:http';
import type { JWTPayload } from 'jose';
import type { HttpApi } from './apis';
import type { SelectedRoute } from './select-route';

/** A request that its API has routed and let through. */
export interface Invocation {
  readonly api: HttpApi;
  readonly stage: string;
  readonly selected: SelectedRoute;
  readonly claims: JWTPayload | undefined;
  readonly request: IncomingMessage;
}

/** What the integration answers. */
export interface IntegrationResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** Calls the integration behind a route. */
export type Invoke = (invocation: Invocation) => Promise<IntegrationResponse>;

/** No integration runs on this machine yet: every route answers as one whose integration fails. */
export const invokeNothing: Invoke = () =>
  Promise.resolve({
    status: 500,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'Internal Server Error' }),
  });
