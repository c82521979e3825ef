import { bodyOf, withBody, type Call, type Route } from '../call';
import type { Moto } from '../moto';

/** A call that moto takes, but not quite as AWS does: one entry of `corrections`. */
export interface Correction {
  readonly appliesTo: (call: Call) => boolean;
  /** The body as moto should get it. @default as it came */
  readonly toMoto?: (body: string) => string;
  /** The body of a success as AWS would send it. @default as moto sent it */
  readonly fromMoto?: (body: string) => string;
}

/** Passes a call to moto and its answer back, corrected on the way; both are small and held whole. */
export const corrected =
  (moto: Moto, { appliesTo, toMoto = unchanged, fromMoto = unchanged }: Correction): Route =>
  async (call) => {
    if (!appliesTo(call)) return undefined;
    const answer = await moto.pass(call, { body: toMoto((await call.body()).toString('utf8')) });
    if (answer.status !== 200) return answer;
    return withBody(answer, fromMoto((await bodyOf(answer)).toString('utf8')));
  };

const unchanged = (body: string): string => body;
