import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { Interrupted, watchInterrupts } from '../../system/interrupts';
import { COMMANDS } from '../commands';
import { EXIT_CODE } from '../../cli/exit-codes';
import { configuredStage, openStage } from '../open-stage';
import type { OutputOptions } from '../../cli/report';
import { addCommand, printReport } from '../../cli/report';
import { thisTerminal } from '../../cli/terminal';
import { alarmTable, anyNotOk, raisedSince } from './alarm-table';
import { checkChoice, chooseAlarms } from './choose-alarms';
import { evaluatedAlarms } from './evaluated-alarms';
import type { AlarmState } from './stage-alarms';
import { everyAlarm } from './stage-alarms';
import { anyFailed, testAlarms, testsText } from './test-alarms';

const DEFAULT_TIMEOUT_SECONDS = 60;

interface ShowFlags extends OutputOptions {
  readonly wait?: number;
  readonly since?: Date;
}

interface TestFlags extends OutputOptions {
  readonly all?: boolean;
  readonly yes?: boolean;
  readonly timeout: number;
}

/** `ops alarms` and `ops alarms test` */
export function register(program: Command): void {
  const alarms = addCommand(program, {
    ...COMMANDS.alarms,
    description:
      'Shows the alarms of a stage: their severity and state, since when, what raises them and who is told. Ends with 1 when any of them is not OK; with --since, when any has come into ALARM since then.',
    examples: [
      'alarms dev',
      'alarms dev --wait 900 --since 2030-01-01T12:00:00.000Z',
      'alarms prod --json',
      'alarms test dev --all',
    ],
  })
    .addOption(
      new Option(
        '--wait <seconds>',
        'after a deploy: how long to wait for alarms that AWS has not evaluated yet',
      ).argParser(seconds),
    )
    .addOption(
      new Option(
        '--since <time>',
        'judge only alarms that came into ALARM since then: the start that `ops apply` printed',
      ).argParser(time),
    )
    // Or it would take the options of `test` for its own.
    .enablePositionalOptions()
    .action((stage: string, options: ShowFlags) => showAlarms(stage, options));
  addCommand(alarms, {
    usage: 'test <stage> [names...]',
    summary: 'prove that alarms reach their topic',
    description:
      'Sets each alarm to ALARM and back to OK, and waits until both notifications have arrived in a temporary queue that is subscribed to the topic. Subscription and queue are removed in any case. Whoever else is subscribed to the topic is told as well. An alarm of severity page also raises the alarm unhealthy, which pages.',
    examples: [
      'alarms test dev --all',
      'alarms test dev api-5xx s3-5xx',
      'alarms test prod --all --yes',
    ],
  })
    .option('--all', 'test every alarm of the stage')
    .option('--yes', 'approve of a test in production')
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for each notification')
        .default(DEFAULT_TIMEOUT_SECONDS)
        .argParser(seconds),
    )
    .action((stage: string, names: string[], options: TestFlags) =>
      testStage(stage, names, options),
    );
}

function showAlarms(name: string, options: ShowFlags): Promise<void> {
  return printReport(options, {
    doing: 'Asking CloudWatch',
    work: async () => {
      const monitoring = await openStage(configuredStage(name));
      return evaluatedAlarms(() => everyAlarm(monitoring), { seconds: options.wait ?? 0 });
    },
    text: (alarms, style, width) =>
      alarmTable(name, alarms, style, { since: options.since, width }),
    exitCode: (alarms) => (isBad(alarms, options) ? EXIT_CODE.failure : EXIT_CODE.ok),
  });
}

const isBad = (alarms: readonly AlarmState[], { since }: ShowFlags): boolean =>
  since === undefined ? anyNotOk(alarms) : raisedSince(alarms, since).length > 0;

function testStage(name: string, names: readonly string[], options: TestFlags): Promise<void> {
  const { all = false, yes = false, json = false, timeout } = options;
  const terminal = thisTerminal();
  return printReport(
    options,
    {
      work: () =>
        stoppable(async (signal) => {
          const stage = configuredStage(name);
          const choice = { stage: name, names, all, yes };
          checkChoice(choice);
          const monitoring = await openStage(stage);
          const chosen = chooseAlarms(choice, await everyAlarm(monitoring));
          return testAlarms(monitoring, chosen, {
            timeoutSeconds: timeout,
            signal,
            // The result alone goes to stdout, for machines.
            say: json
              ? (line) => {
                  terminal.err(`${line}\n`);
                }
              : terminal.out,
          });
        }),
      text: testsText,
      exitCode: (tests) => (anyFailed(tests) ? EXIT_CODE.failure : EXIT_CODE.ok),
    },
    terminal,
  );
}

/** Lets Ctrl-C abort the work, which then puts everything in order. */
async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const stopWatching = watchInterrupts(() => {
    stop.abort(new Interrupted());
  });
  try {
    return await work(stop.signal);
  } finally {
    stopWatching();
  }
}

function seconds(given: string): number {
  const value = Number(given);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number of seconds above 0.');
}

function time(given: string): Date {
  const value = new Date(given);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(given) && !Number.isNaN(value.getTime())) return value;
  throw new InvalidArgumentError('It must be a time in UTC such as 2030-01-01T12:00:00.000Z.');
}
