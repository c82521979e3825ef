import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { UserError } from '../../src/config/user-error';
import { runCommand } from '../../src/cli/run-command';
import { Interrupted } from '../../src/system/interrupts';

describe('runCommand', () => {
  let printed: unknown[];
  beforeEach(() => {
    printed = [];
    jest.spyOn(console, 'error').mockImplementation((text: unknown) => void printed.push(text));
  });
  afterEach(() => {
    process.exitCode = undefined;
    jest.restoreAllMocks();
  });

  it('ends with the code that the work comes to', async () => {
    await runCommand(() => Promise.resolve(2));
    expect([printed, process.exitCode]).toEqual([[], 2]);
  });

  it('prints what is for the person as one line', async () => {
    await runCommand(() => Promise.reject(new UserError('No.')));
    expect([printed, process.exitCode]).toEqual([['Error: No.'], 1]);
  });

  it('prints no stack for what AWS answered', async () => {
    const error = Object.assign(new Error('Try later.'), {
      name: 'InternalError',
      $metadata: { httpStatusCode: 500 },
    });
    await runCommand(() => Promise.reject(error));
    expect([printed, process.exitCode]).toEqual([
      [
        'Error: AWS, or what stands in for it, answered InternalError (HTTP 500): Try later. `pnpm ops doctor` shows whether it can be worked with.',
      ],
      1,
    ]);
  });

  it('explains what AWS answered where that is known', async () => {
    const error = Object.assign(new Error('no'), { name: 'ExpiredToken', $metadata: {} });
    await runCommand(() => Promise.reject(error));
    expect(printed).toEqual([
      'Error: The AWS credentials have expired. Sign in again (e.g. `aws sso login`), then run this again.',
    ]);
  });

  it.each([
    [
      'EACCES',
      "EACCES: permission denied, open '/x/plan.md'",
      'Check who owns it, and who may write there.',
    ],
    [
      'EROFS',
      "EROFS: read-only file system, open '/x/plan.md'",
      'Nothing can be written there: name another folder, or mount it writable.',
    ],
    ['ENOSPC', 'ENOSPC: no space left on device, write', 'Make room there, then run this again.'],
  ])('prints %s of the operating system as one line', async (code, message, remedy) => {
    await runCommand(() => Promise.reject(Object.assign(new Error(message), { code })));
    expect([printed, process.exitCode]).toEqual([[`Error: ${message}. ${remedy}`], 1]);
  });

  it.each([
    ['fails where stdout takes no more', 'ENOSPC', 1],
    ['is content with a reader that has gone', 'EPIPE', 0],
  ])('%s', async (_, code, exitCode) => {
    await runCommand(() => {
      process.stdout.emit('error', Object.assign(new Error(code), { code }));
      return Promise.resolve(0);
    });
    expect(process.exitCode).toBe(exitCode);
  });

  it('prints the stack of a mistake of its own', async () => {
    const error = new TypeError('x is not a function');
    await runCommand(() => Promise.reject(error));
    expect([printed, process.exitCode]).toEqual([[error], 1]);
  });

  it('ends as shells have it after Ctrl-C', async () => {
    await runCommand(() => Promise.reject(new Interrupted('Stopped.')));
    expect([printed, process.exitCode]).toEqual([['Stopped.'], 130]);
  });
});
