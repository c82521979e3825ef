import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { withProgress, writeAbove } from '../../src/cli/progress';
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

  it('says nothing about what takes up to a fifth of a second', async () => {
    const terminal = new RecordingTerminal({ isWatched: true });
    const work = withProgress('Reading', after(190), terminal);
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
    expect(terminal.stderr).toBe(
      [0, 1, 2, 3].map((seconds) => `${clear}Reading … ${seconds} s`).join('') + clear,
    );
  });

  it('never takes more than a line, whose text may change', async () => {
    const terminal = new RecordingTerminal({ isWatched: true, width: 10 });
    const texts = ['one', 'two is a long one'];
    const work = withProgress(() => texts.shift() ?? '', after(1500), terminal);
    await jest.advanceTimersByTimeAsync(5000);
    await work;
    const clear = '\r\u001b[K';
    expect(terminal.stderr).toBe(`${clear}one … 0 s${clear}two is a ${clear}`);
  });

  it('writes a line a minute where nobody watches, if it is told to', async () => {
    const terminal = new RecordingTerminal();
    const work = withProgress('Applying', after(150_000), terminal, 'each-minute');
    await jest.advanceTimersByTimeAsync(200_000);
    await work;
    expect(terminal.stderr).toBe('Applying … 60 s\nApplying … 120 s\n');
  });

  it('shares the line among what is done at the same time', async () => {
    const terminal = new RecordingTerminal({ isWatched: true });
    const works = [
      withProgress('One', after(4500), terminal),
      withProgress('Two', after(3500), terminal),
    ];
    await jest.advanceTimersByTimeAsync(2500);
    expect(terminal.stderr).toMatch(/Two … 2 s; One … 2 s$/);
    await jest.advanceTimersByTimeAsync(1100);
    terminal.stderr = '';
    await jest.advanceTimersByTimeAsync(1000);
    expect(terminal.stderr).toBe('\r\u001b[KOne … 4 s\r\u001b[K');
    await Promise.all(works);
  });

  it('leaves room for a line above', async () => {
    const terminal = new RecordingTerminal({ isWatched: true });
    writeAbove('before', terminal);
    expect(terminal.stderr).toBe('');
    const work = withProgress('Reading', after(3500), terminal);
    await jest.advanceTimersByTimeAsync(2500);
    terminal.stderr = '';
    writeAbove('meanwhile', terminal);
    expect([terminal.stdout, terminal.stderr]).toEqual(['before\nmeanwhile\n', '\r\u001b[K']);
    await jest.advanceTimersByTimeAsync(5000);
    await work;
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
