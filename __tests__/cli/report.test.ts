import { describe, expect, it } from '@jest/globals';
import { printReport } from '../../src/cli/report';
import { RecordingTerminal } from '../support/terminal';

const report = {
  doing: 'Counting',
  work: () => Promise.resolve({ count: 3 }),
  text: ({ count }: { count: number }) => `${count} things`,
};

describe('printReport', () => {
  it('prints text for people, and ends with 0', async () => {
    const terminal = new RecordingTerminal();
    expect(await printReport({}, report, terminal)).toBe(0);
    expect(terminal).toMatchObject({ stdout: '3 things\n', stderr: 'Counting …\n' });
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
    expect(terminal.stderr).toBe('');
  });

  it('ends with the exit code that the result means', async () => {
    const { doing, ...silent } = report;
    expect(doing).toBe('Counting');
    const differing = { ...silent, exitCode: () => 2 as const };
    expect(await printReport({}, differing, new RecordingTerminal())).toBe(2);
  });
});
