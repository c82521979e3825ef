import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Call } from './call';
import type { Store } from './store';

/** How many of AWS's answers get lost on their way back, once the call has had its effect. */
export const lostAnswersSchema = z.object({
  /** Of all calls; 0: none. */
  share: z.number().min(0).max(1),
  /** Which of them: the same for the same seed and order of calls. */
  seed: z.number().int().default(0),
});

/** Whether the answer of a call is to be lost; counts the calls. */
export function isLost({ data: { settings } }: Store, { signed }: Pick<Call, 'signed'>): boolean {
  const { share, seed } = settings.lostAnswers;
  if (share === 0 || signed === undefined) return false;
  settings.countedCalls += 1;
  const hash = createHash('sha256').update(`${seed}/${settings.countedCalls}`).digest();
  return hash.readUInt32BE() < share * 2 ** 32;
}
