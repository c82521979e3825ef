import { describe, expect, it } from '@jest/globals';
import { isLost, lostAnswersSchema } from '../../../local/aws/lost-answers';
import { Store } from '../../../local/aws/store';

const SIGNED = {
  signed: { accountId: '111122223333', region: 'us-east-1', service: 'sns' },
} as Parameters<typeof isLost>[1];

/** Which of the next calls lose their answers, by their order. */
function lostOf(calls: number, set: object, call: Parameters<typeof isLost>[1] = SIGNED): number[] {
  const store = Store.restore();
  store.data.settings.lostAnswers = lostAnswersSchema.parse(set);
  return Array.from({ length: calls }, (_, index) => index).filter(() => isLost(store, call));
}

describe('isLost', () => {
  it('loses no answer unless asked to, and none of a call that is not signed', () => {
    expect(lostOf(100, { share: 0 })).toEqual([]);
    expect(lostOf(100, { share: 1 }, { signed: undefined })).toEqual([]);
    expect(lostOf(3, { share: 1 })).toEqual([0, 1, 2]);
  });

  it('loses about the share, the same calls for the same seed', () => {
    const lost = lostOf(10_000, { share: 0.06, seed: 1 });
    expect(Math.abs(lost.length - 600)).toBeLessThan(100);
    expect(lostOf(10_000, { share: 0.06, seed: 1 })).toEqual(lost);
    expect(lostOf(10_000, { share: 0.06, seed: 2 })).not.toEqual(lost);
  });

  it('takes no share above all of them', () => {
    expect(() => lostOf(1, { share: 1.1 })).toThrow('share');
  });
});
