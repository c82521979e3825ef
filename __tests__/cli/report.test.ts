import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Command } from 'commander';
import { UserError } from '../../src/config/user-error';
import { addCommand, printReport } from '../../src/cli/report';
import { RecordingTerminal } from '../support/terminal';

const report = {
  doing: 'Counting',
  work: () => Promise.resolve({ count: 3 }),
  text: ({ count }: { count: number }) => `${count} things`,
};

describe('printReport', () => {
  afterEach(() => {
    process.exitCode = undefined;
    jest.restoreAllMocks();
  });

  it('prints text for people, and ends with 0', async () => {
    const terminal = new RecordingTerminal();
    await printReport({}, report, terminal);
    expect(terminal).toMatchObject({ stdout: '3 things\n', stderr: '' });
    expect(process.exitCode).toBe(0);
  });

  it('lays text out for the width of the line that it is written to', async () => {
    const terminal = new RecordingTerminal({ width: 70, outWidth: 90 });
    const text = (_result: unknown, _style: unknown, width: number) => `${width} wide`;
    await printReport({}, { ...report, text }, terminal);
    expect(terminal.stdout).toBe('90 wide\n');
  });

  it('prints nothing but JSON for machines', async () => {
    const terminal = new RecordingTerminal();
    await printReport({ json: true }, report, terminal);
    expect(JSON.parse(terminal.stdout)).toEqual({ count: 3 });
  });

  it('ends with the exit code that the result means', async () => {
    const { doing, ...silent } = report;
    expect(doing).toBe('Counting');
    await printReport({}, { ...silent, exitCode: () => 2 }, new RecordingTerminal());
    expect(process.exitCode).toBe(2);
  });

  it('prints an error as one line on stderr, and ends with 1', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const terminal = new RecordingTerminal();
    const work = () => Promise.reject(new UserError('Not deployed.'));
    await printReport({ json: true }, { ...report, work }, terminal);
    expect(error).toHaveBeenCalledWith('Error: Not deployed.');
    expect(terminal.stdout).toBe('');
    expect(process.exitCode).toBe(1);
  });
});

describe('addCommand', () => {
  it('gives every command --json, examples and its exit codes', () => {
    const command = addCommand(new Command('ops'), {
      usage: 'count <stage>',
      summary: 'count things',
      description: 'Counts things.',
      examples: ['count dev', 'count dev --json'],
    });
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toContain('Counts things.');
    expect(help).toContain('--json');
    expect(help).toContain('Examples:\n  $ pnpm ops count dev\n  $ pnpm ops count dev --json\n');
    expect(help).toContain('Exit codes: 0 done, 1 failed');
  });
});
