import { describe, expect, it } from '@jest/globals';
import { watchApply } from '../../src/terraform/watch-apply';
import { RecordingTerminal } from '../support/terminal';

const CREATING = 'aws_cloudfront_distribution.cdn: Creating...\n';
const STILL = 'aws_cloudfront_distribution.cdn: \u001b[0mStill creating... [10s elapsed]\n';
const ENDED = { code: 0, interrupted: false, output: '' };

describe('watchApply', () => {
  it('shows all but what is said again every ten seconds', async () => {
    const terminal = new RecordingTerminal();
    await watchApply(
      'the-stack',
      (read) => {
        read(CREATING + STILL.slice(0, 30));
        read(`${STILL.slice(30)}\nOutputs:\n`);
        return Promise.resolve(ENDED);
      },
      terminal,
    );
    expect(terminal).toMatchObject({ stdout: `${CREATING}\nOutputs:\n`, stderr: '' });
  });

  it('does not show that the lock table is deprecated', async () => {
    const terminal = new RecordingTerminal();
    await watchApply(
      'the-stack',
      (read) => {
        read(
          '\nWarning: Deprecated Parameter\n\nThe parameter "dynamodb_table" is deprecated. Use',
        );
        read(` parameter "use_lockfile"\ninstead.\n${CREATING}`);
        return Promise.resolve(ENDED);
      },
      terminal,
    );
    expect(terminal).toMatchObject({ stdout: CREATING, stderr: '' });
  });

  it('shows why it failed on stderr, be it interrupted', async () => {
    const terminal = new RecordingTerminal();
    const apply = watchApply(
      'the-stack',
      (read) => {
        read(`${CREATING}Error: no such thing\n\n  with x\n`);
        return Promise.reject(new Error('failed'));
      },
      terminal,
    );
    await expect(apply).rejects.toThrow('failed');
    expect(terminal).toMatchObject({
      stdout: CREATING,
      stderr: '\nError: no such thing\n\n  with x\n\n',
    });
  });
});
