import { describe, expect, it } from '@jest/globals';
import { alongside } from '../../src/system/alongside';

const YES = () => Promise.resolve(true);
const NO = () => Promise.resolve(false);

/** Work that ends when it is told to. */
function work() {
  let end: (error?: Error) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    end = (error) => {
      if (error === undefined) resolve();
      else reject(error);
    };
  });
  return { promise, end };
}

/** Lets everything go on that waits for nothing else. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('alongside', () => {
  it('begins the next while the first goes on, and ends with the later of the two', async () => {
    const [first, next] = [work(), work()];
    const events: string[] = [];
    const both = alongside(first.promise, YES, () => {
      events.push('next begins');
      return next.promise;
    }).then(() => events.push('both ended'));
    await settle();
    expect(events).toEqual(['next begins']);
    next.end();
    await settle();
    expect(events).toEqual(['next begins']);
    first.end();
    await both;
    expect(events).toEqual(['next begins', 'both ended']);
  });

  it('begins the next after the first at the latest', async () => {
    let begun = false;
    await alongside(Promise.resolve(), NO, () => Promise.resolve(void (begun = true)));
    expect(begun).toBe(true);
  });

  it('does not begin the next after a first that failed', async () => {
    let begun = false;
    const next = () => Promise.resolve(void (begun = true));
    await expect(alongside(Promise.reject(new Error('first')), NO, next)).rejects.toThrow('first');
    expect(begun).toBe(false);
  });

  it.each(['first', 'next'])('waits for the other when the %s fails', async (failing) => {
    const works = { first: work(), next: work() };
    const other = failing === 'first' ? works.next : works.first;
    let ended = false;
    const both = alongside(works.first.promise, YES, () => works.next.promise)
      .catch((error: unknown) => error)
      .finally(() => (ended = true));
    await settle();
    works[failing as 'first' | 'next'].end(new Error(failing));
    await settle();
    expect(ended).toBe(false);
    other.end();
    expect(await both).toEqual(new Error(failing));
  });

  it('fails as the first does when both fail', async () => {
    const first = work();
    const both = alongside(first.promise, YES, () => Promise.reject(new Error('next')));
    await settle();
    first.end(new Error('first'));
    await expect(both).rejects.toThrow('first');
  });
});
