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
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

/** Calls the integration behind a route. */
export type Invoke = (invocation: Invocation) => Promise<IntegrationResponse>;

const REASONS = { 500: 'Internal Server Error', 503: 'Service Unavailable' };

/** How API Gateway answers when the integration fails, or does not answer in time. */
export function failure(status: keyof typeof REASONS): IntegrationResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: REASONS[status] }),
  };
}
