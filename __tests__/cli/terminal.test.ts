import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { thisTerminal } from '../../src/cli/terminal';

describe('thisTerminal', () => {
  const { isTTY, columns } = process.stdout;
  afterEach(() => {
    process.stdout.isTTY = isTTY;
    process.stdout.columns = columns;
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

  it.each([
    { where: 'on a terminal', given: 87, width: 87 },
    { where: 'on one that does not know its width', given: 0, width: 120 },
    { where: 'in a pipe', given: undefined, width: 120 },
  ])('takes lines of stdout for $width wide $where', ({ given, width }) => {
    Object.assign(process.stdout, { columns: given });
    expect(thisTerminal({}).outWidth).toBe(width);
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
