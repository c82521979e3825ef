import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/cli/report';
import { UserError } from '../../src/config/user-error';
import { printStages } from '../../src/ops/print-stages';
import { RecordingTerminal } from '../support/terminal';

/** After how many turns of the event loop each stage's report is there. */
const TURNS: Readonly<Record<string, number>> = { dev: 20, staging: 0, prod: 10 };

/** A report that takes its time, and of prod fails in that way. */
const reportOf =
  (failure?: Error) =>
  (stage: string): Report<string, 0 | 1> => ({
    work: async () => {
      for (let turns = TURNS[stage] ?? 0; turns > 0; turns -= 1) await turn();
      if (stage === 'prod' && failure !== undefined) throw failure;
      return stage.toUpperCase();
    },
    text: (result) => `all of ${result}`,
    exitCode: (result) => (result === 'STAGING' ? 1 : 0),
  });

const read = (names: readonly string[]) => () =>
  Promise.resolve({
    stages: names.map((name) => ({ name })),
    elsewhere: [{ name: 'other', accountId: '444455556666' }],
  });

const ALL = ['dev', 'staging', 'prod'];

describe('printStages', () => {
  it('prints each stage as soon as it is there, and ends as the worst does', async () => {
    const terminal = new RecordingTerminal();
    expect(await printStages(undefined, { all: true }, reportOf(), terminal, read(ALL))).toBe(1);
    expect(terminal.stdout).toBe(
      'staging\nall of STAGING\n\nprod\nall of PROD\n\ndev\nall of DEV\n\n',
    );
    expect(terminal.stderr).toBe('other: not looked at, it lies in AWS account 444455556666\n');
  });

  it('ends with 0 where all is well', async () => {
    const terminal = new RecordingTerminal();
    const stages = read(['dev', 'prod']);
    expect(await printStages(undefined, { all: true }, reportOf(), terminal, stages)).toBe(0);
  });

  it('shows the others where one cannot be looked at', async () => {
    const terminal = new RecordingTerminal();
    const report = reportOf(new UserError('prod is not deployed.'));
    const stages = read(['dev', 'prod']);
    expect(await printStages(undefined, { all: true }, report, terminal, stages)).toBe(1);
    expect(terminal.stdout).toBe('prod\nprod is not deployed.\n\ndev\nall of DEV\n\n');
  });

  it('passes on a mistake of its own', async () => {
    const terminal = new RecordingTerminal();
    const report = reportOf(new Error('no such function'));
    await expect(
      printStages(undefined, { all: true }, report, terminal, read(['prod'])),
    ).rejects.toThrow('no such function');
  });

  it('prints one JSON of all, by stage', async () => {
    const terminal = new RecordingTerminal();
    const report = reportOf(new UserError('prod is not deployed.'));
    await printStages(undefined, { all: true, json: true }, report, terminal, read(ALL));
    expect(JSON.parse(terminal.stdout)).toEqual({
      dev: 'DEV',
      staging: 'STAGING',
      prod: { error: 'prod is not deployed.' },
    });
  });

  it('prints the one stage that is named', async () => {
    const terminal = new RecordingTerminal();
    expect(await printStages('staging', {}, reportOf(), terminal, read(ALL))).toBe(1);
    expect(terminal.stdout).toBe('all of STAGING\n');
  });

  it.each([
    ['dev', true],
    [undefined, false],
  ])('takes a stage or --all, not %s with %s', async (stage, all) => {
    await expect(
      printStages(stage, { all }, reportOf(), new RecordingTerminal(), read(ALL)),
    ).rejects.toThrow('Name the stage, or give --all: one of the two.');
  });
});
