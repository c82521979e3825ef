import { setTimeout as sleep } from 'node:timers/promises';
import { allEnded } from './all-ended';

const LOOK_AGAIN_MILLISECONDS = 500;

/**
 * Begins `next` once `first`, which goes on, has made what it takes. Both are waited for, whatever
 * becomes of one; `next` does not begin when `first` has failed by then.
 * @throws what `first` failed with, or else `next`.
 */
export async function alongside(
  first: Promise<void>,
  hasMadeIt: () => Promise<boolean>,
  next: () => Promise<void>,
): Promise<void> {
  await allEnded([first, untilMade(first, hasMadeIt).then(next)]);
}

async function untilMade(first: Promise<void>, hasMadeIt: () => Promise<boolean>): Promise<void> {
  const ended = new AbortController();
  const end = (): void => {
    ended.abort();
  };
  first.then(end, end);
  while (!ended.signal.aborted) {
    if (await hasMadeIt()) return;
    await sleep(LOOK_AGAIN_MILLISECONDS);
  }
  await first;
}
