import { expect, it } from '@jest/globals';
import { allEnded } from '../../src/system/all-ended';

it('gives what all gave, in their order', async () => {
  const later = new Promise((resolve) => setImmediate(resolve, 'later'));
  expect(await allEnded([later, Promise.resolve('now')])).toEqual(['later', 'now']);
});

it('fails as the first failed, once all have ended', async () => {
  const ended: string[] = [];
  const slow = new Promise((resolve) => setImmediate(resolve)).then(() => ended.push('slow'));
  await expect(allEnded([slow, Promise.reject(new Error('quick'))])).rejects.toThrow('quick');
  expect(ended).toEqual(['slow']);
});
