import type { JWTPayload } from 'jose';
import { jsonAnswer, type Answer, type Call } from '../call';
import type { HttpApi } from './apis';
import type { SelectedRoute } from './select-route';

/** A request that its API has routed and let through. */
export interface Invocation {
  readonly api: HttpApi;
  readonly stage: string;
  readonly selected: SelectedRoute;
  readonly claims: JWTPayload | undefined;
  readonly call: Call;
}

/** An answer of API Gateway's own. */
export const message = (status: number, text: string): Answer =>
  jsonAnswer(status, { message: text });
