import type { Command } from 'commander';
import { scopeNamed } from '../config/names';
import { EXIT_CODE, EXIT_CODES_HELP } from './exit-codes';
import { withProgress } from './progress';
import { runCommand } from './run-command';
import type { Style, Terminal } from './terminal';
import { thisTerminal } from './terminal';
import { formatJson } from '../values/json';

/** Work that ends in a result, and how people read it; machines get the result itself. */
export interface Report<Result> {
  /** Shown while it takes long, e.g. `Reading the states`. @default nothing: the work says so itself */
  readonly doing?: string;
  readonly work: () => Promise<Result>;
  /** `width`: how many characters a line takes. */
  readonly text: (result: Result, style: Style, width: number) => string;
  /** @default 0 */
  readonly exitCode?: (result: Result) => number;
}

/** What every command takes. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Runs the work of one command line and prints its result: text for people, or JSON. */
export function printReport<Result>(
  { json = false }: OutputOptions,
  { doing, work, text, exitCode }: Report<Result>,
  terminal: Terminal = thisTerminal(),
): Promise<void> {
  return runCommand(async () => {
    const result = await (doing === undefined ? work() : withProgress(doing, work(), terminal));
    terminal.out(json ? formatJson(result, 2) : text(result, terminal.style, terminal.outWidth));
    return exitCode?.(result) ?? EXIT_CODE.ok;
  });
}

/** How `--help` presents a command. */
export interface CommandHelp {
  /** The name and its arguments, e.g. `show <stage> [address]`. */
  readonly usage: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly description: string;
  /** Command lines without `pnpm ops`. */
  readonly examples: readonly string[];
  /** @default those that every command has */
  readonly exitCodes?: string;
  /** `false` for what does something, or makes a file, and shows nothing. @default true: it takes --json */
  readonly isReport?: boolean;
}

/**
 * Adds a command with `--json` and a help that shows how it is called and what it ends with. A `<stage>` may
 * be named by its stack.
 */
export function addCommand(parent: Command, help: CommandHelp): Command {
  const { exitCodes = EXIT_CODES_HELP, isReport = true } = help;
  const examples = help.examples.map((example) => `  $ pnpm ops ${example}`);
  const command = parent
    .command(help.usage)
    .summary(help.summary)
    .description(help.description)
    .addHelpText('after', ['\nExamples:', ...examples, '', exitCodes].join('\n'));
  for (const argument of command.registeredArguments) {
    if (argument.name() === 'stage') argument.argParser(scopeNamed);
  }
  return isReport ? command.option('--json', 'print the result as JSON, for machines') : command;
}
