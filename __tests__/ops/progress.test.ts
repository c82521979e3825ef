import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withProgress } from '../../src/ops/progress';
import { RecordingTerminal } from '../support/terminal';

const after = (milliseconds: number): Promise<string> =>
  new Promise((resolve) => {
    setTimeout(() => {
      resolve('done');
    }, milliseconds);
  });

describe('withProgress', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('says nothing about what takes up to two seconds', async () => {
    const terminal = new RecordingTerminal({ isWatched: true });
    const work = withProgress('Reading', after(1900), terminal);
    await jest.advanceTimersByTimeAsync(5000);
    expect(await work).toBe('done');
    expect(terminal.stderr).toBe('');
  });

  it('counts the seconds of what takes longer, and clears its line', async () => {
    const terminal = new RecordingTerminal({ isWatched: true });
    const work = withProgress('Reading', after(3500), terminal);
    await jest.advanceTimersByTimeAsync(5000);
    await work;
    const clear = '\r\u001b[K';
    expect(terminal.stderr).toBe(`${clear}Reading … 2 s${clear}Reading … 3 s${clear}`);
  });

  it('is silent where nobody watches', async () => {
    const terminal = new RecordingTerminal();
    const work = withProgress('Reading', after(5000), terminal);
    await jest.advanceTimersByTimeAsync(5000);
    await work;
    expect(terminal.stderr).toBe('');
  });

  it('leaves no timer behind when the work fails', async () => {
    const terminal = new RecordingTerminal({ isWatched: true });
    await expect(
      withProgress('Reading', Promise.reject(new Error('no')), terminal),
    ).rejects.toThrow('no');
    expect(jest.getTimerCount()).toBe(0);
  });
});
