import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { addCommand } from '../../../src/cli/command';
import { state } from '../../../src/ops/state/command';

describe('ops state', () => {
  let program: Command;
  beforeEach(() => {
    program = new Command('ops');
    addCommand(program, state);
  });
  afterEach(() => {
    process.exitCode = undefined;
    jest.restoreAllMocks();
  });

  const subcommands = () => program.commands[0]?.commands ?? [];

  it.each(['0', '-1', 'x', '1.5'])('takes no --limit %s', async (limit) => {
    const history = subcommands().find((command) => command.name() === 'history');
    history?.exitOverride().configureOutput({ writeErr: () => undefined });
    await expect(
      program.parseAsync(['node', 'ops', 'state', 'history', 'dev', `--limit=${limit}`]),
    ).rejects.toThrow('It must be a whole number from 1 to 99999.');
  });

  it.each([
    ['show', 'nowhere'],
    ['outputs', 'nowhere'],
    ['history', 'nowhere'],
    ['diff', 'nowhere', '1', '2'],
    ['lock', 'nowhere'],
    ['unlock', 'nowhere', 'id'],
    ['restore', 'nowhere', '1', '--yes'],
  ])('%s %s: one line that names the stages, and exit code 1', async (...args) => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await program.parseAsync(['node', 'ops', 'state', ...args]);
    expect(error).toHaveBeenCalledWith(
      expect.stringMatching(/^Error: There is no stage "nowhere"\. The stages are: dev, .*$/),
    );
    expect(process.exitCode).toBe(1);
  });
});
