import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { thisTerminal } from '../../src/ops/terminal';

describe('thisTerminal', () => {
  const { isTTY } = process.stdout;
  afterEach(() => {
    process.stdout.isTTY = isTTY;
    jest.restoreAllMocks();
  });

  it.each([
    { isTTY: true, env: {}, colored: true },
    { isTTY: true, env: { NO_COLOR: '1' }, colored: false },
    { isTTY: true, env: { NO_COLOR: '' }, colored: true },
    { isTTY: true, env: { TERM: 'dumb' }, colored: false },
    { isTTY: false, env: { CI: 'true', FORCE_COLOR: '1' }, colored: false },
  ])('terminal $isTTY, $env: colour $colored', ({ isTTY: given, env, colored }) => {
    process.stdout.isTTY = given;
    expect(thisTerminal(env).style.red('x') !== 'x').toBe(colored);
  });

  it('writes results to stdout and all else to stderr', () => {
    const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const terminal = thisTerminal({});
    terminal.out('result');
    terminal.err('aside');
    expect(stdout).toHaveBeenCalledWith('result\n');
    expect(stderr).toHaveBeenCalledWith('aside');
  });
});
