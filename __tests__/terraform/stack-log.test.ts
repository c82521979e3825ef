import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StackLog } from '../../src/terraform/stack-log';
import { Interrupted } from '../../src/system/interrupts';
import { RecordingTerminal } from '../support/terminal';
import { temporaryDirectory } from '../support/temporary';

const PLAN = 'Plan: 3 to add, 0 to change, 0 to destroy.\n';
const APPLIED = 'Apply complete! Resources: 3 added, 0 changed, 0 destroyed.\n';

const after = <T>(milliseconds: number, result: T): Promise<T> =>
  new Promise((resolve) => {
    setTimeout(() => {
      resolve(result);
    }, milliseconds);
  });

describe('StackLog', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function begin() {
    const directory = path.join(temporaryDirectory(), 'made');
    const said: string[] = [];
    const terminal = new RecordingTerminal();
    const log = new StackLog('the-stack', directory, (line) => said.push(line), terminal);
    return { log, said, terminal, file: path.join(directory, 'the-stack.log') };
  }

  it('keeps all, and says what is planned and what was applied, each once', () => {
    const { log, said, file } = begin();
    const texts = ['Initializing...\n', PLAN, 'more\n', APPLIED, 'Outputs:\n'];
    for (const text of texts) log.read(text);
    expect(readFileSync(file, 'utf8')).toBe(texts.join(''));
    expect(said).toEqual([
      `the-stack: 3 to add, 0 to change, 0 to destroy; in full: ${file}`,
      'the-stack: 3 added, 0 changed, 0 destroyed',
    ]);
  });

  it('begins anew with each run', () => {
    const { log, file } = begin();
    log.read('old');
    new StackLog('the-stack', path.dirname(file), () => undefined);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  it('says how far a long run is, seldom where nobody watches', async () => {
    const { log, terminal } = begin();
    log.read(PLAN);
    const run = log.watch(after(90_000, { code: 0 }));
    await jest.advanceTimersByTimeAsync(15_000);
    log.read('aws_iam_policy.one: Creation complete after 12s [id=1]\n');
    await jest.advanceTimersByTimeAsync(100_000);
    expect(await run).toEqual({ code: 0 });
    expect(terminal.stderr).toBe(
      [
        'the-stack: 0 of 3 resources … 10 s\n',
        'the-stack: 1 of 3 resources … 20 s\n',
        'the-stack: 1 of 3 resources … 40 s\n',
        'the-stack: 1 of 3 resources … 80 s\n',
      ].join(''),
    );
  });

  it.each([
    ['an exit code', () => Promise.resolve({ code: 1 })],
    ['a throw', () => Promise.reject(new Error('no'))],
  ])('shows why a run failed with %s, and last where all of it is', async (_, end) => {
    const { log, terminal, file } = begin();
    log.read(`${PLAN}Error: no such thing\n\n  with x\n`);
    await log.watch<{ code: number }>(end()).catch(() => undefined);
    expect(terminal.stderr).toBe(
      `\nError: no such thing\n\n  with x\n\nthe-stack failed. All that was said: ${file}\n`,
    );
  });

  it.each([
    ['was stopped', new Interrupted(), `${PLAN}Error: context canceled\n`],
    ['said nothing', new Error('refused'), ''],
  ])('shows nothing of a run that %s', async (_, reason, text) => {
    const { log, terminal } = begin();
    log.read(text);
    await expect(log.watch(Promise.reject(reason))).rejects.toBe(reason);
    expect(terminal.stderr).toBe('');
  });
});
