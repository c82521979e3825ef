import { InvalidArgumentError, Option } from 'commander';
import { defineCommand, JSON_OPTION, type OutputOptions } from '../../cli/command';
import { EXIT_CODE } from '../../cli/exit-codes';
import { printReport } from '../../cli/report';
import { ALL_OPTION, printStages, type StageOptions } from '../print-stages';
import { thisTerminal } from '../../cli/terminal';
import type { AnyAlarm } from './stage-alarms';

const DEFAULT_TIMEOUT_SECONDS = 60;

interface ShowFlags extends StageOptions {
  readonly wait?: number;
  readonly since?: Date;
}

interface TestFlags extends OutputOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly timeout: number;
}

const seconds = (given: string): number => {
  const value = Number(given);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number of seconds above 0.');
};

const time = (given: string): Date => {
  const value = new Date(given);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(given) && !Number.isNaN(value.getTime())) return value;
  throw new InvalidArgumentError('It must be a time in UTC such as 2030-01-01T12:00:00.000Z.');
};

const test = defineCommand({
  usage: 'test <stage> [names...]',
  summary: 'prove that alarms reach their topic',
  description:
    'Sets each alarm to ALARM and back to OK, and waits until both notifications have arrived in a temporary queue that is subscribed to the topic. Subscription and queue are removed in any case. Whoever else is subscribed to the topic is told as well. An alarm of severity page also raises the alarm unhealthy, which pages.',
  options: [
    JSON_OPTION,
    new Option('--all', 'test every alarm of the stage'),
    new Option('--yes', 'approve of a test in production'),
    new Option('--timeout <seconds>', 'how long to wait for each notification')
      .default(DEFAULT_TIMEOUT_SECONDS)
      .argParser(seconds),
  ],
  exitCodes: {
    0: 'every notification arrived',
    1: 'failed, or one did not, or something was left behind',
  },
  examples: [
    'alarms test dev --all',
    'alarms test dev api-5xx s3-5xx',
    'alarms test prod --all --yes',
  ],
  handler: async (stage: string, names: string[], options: TestFlags) => {
    const { testChosenAlarms } = await import('./alarms');
    const { anyFailed, testsText } = await import('./test-alarms');
    const { all = false, yes = false, json = false, timeout: timeoutSeconds } = options;
    const terminal = thisTerminal();
    // The result alone goes to stdout, for machines.
    const sayAside = (line: string): void => {
      terminal.err(`${line}\n`);
    };
    return printReport(options, {
      work: () =>
        testChosenAlarms(
          { stage, names, all, yes },
          { timeoutSeconds, say: json ? sayAside : terminal.out },
        ),
      text: testsText,
      exitCode: (tests) => (anyFailed(tests) ? EXIT_CODE.failure : EXIT_CODE.ok),
    });
  },
});

export const alarms = defineCommand({
  usage: 'alarms [stage]',
  summary: 'show the alarms of a stage, or test that they reach people',
  description:
    'Shows the alarms of a stage: their severity and state, since when, what raises them and who is told.',
  options: [
    JSON_OPTION,
    ALL_OPTION,
    new Option(
      '--wait <seconds>',
      'after a deploy: how long to wait for alarms that AWS has not evaluated yet',
    ).argParser(seconds),
    new Option(
      '--since <time>',
      'judge only alarms that came into ALARM since then: the start that `ops apply` printed',
    ).argParser(time),
  ],
  exitCodes: {
    0: 'all are OK',
    1: 'failed, or one is not OK (with --since: one has come into ALARM since then)',
  },
  examples: [
    'alarms dev',
    'alarms dev --wait 900 --since 2030-01-01T12:00:00.000Z',
    'alarms --all',
    'alarms prod --json',
    'alarms test dev --all',
  ],
  handler: async (given: string | undefined, options: ShowFlags) => {
    const { readAlarms } = await import('./alarms');
    const { alarmTable, anyNotOk, raisedSince } = await import('./alarm-table');
    const { wait, since } = options;
    return printStages<AnyAlarm[]>(given, options, (stage) => ({
      doing: 'Asking CloudWatch',
      work: () => readAlarms(stage, wait),
      text: (found, style, width) => alarmTable(stage, found, style, { since, width }),
      exitCode: (found) => {
        const isBad = since === undefined ? anyNotOk(found) : raisedSince(found, since).length > 0;
        return isBad ? EXIT_CODE.failure : EXIT_CODE.ok;
      },
    }));
  },
  subcommands: [test],
});
