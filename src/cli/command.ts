import { InvalidArgumentError, Option, type Command } from 'commander';
import { scopeNamed } from '../config/names';
import { exitCodesHelp, type ExitCode, type ExitCodes } from './exit-codes';
import { runCommand } from './run-command';

/** A command as `--help` presents it and as it is run. */
export interface CommandObject {
  /** The name and its arguments, e.g. `show <stage> [address]`. */
  readonly usage: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  readonly description: string;
  /** @default none but --help */
  readonly options?: readonly Option[];
  readonly exitCodes: ExitCodes;
  /** Command lines without `pnpm ops`. */
  readonly examples: readonly string[];
  /** @default none: it only holds other commands */
  readonly handler?: (...given: never[]) => unknown;
  /** @default none */
  readonly subcommands?: readonly CommandObject[];
}

/**
 * A command whose handler gets its arguments, then its options, and ends with an exit code that the command
 * names; with 0 where it returns none. What a handler works with it imports itself: commands are registered
 * at every start.
 */
export const defineCommand = <const Code extends ExitCode>(
  command: CommandObject & {
    readonly exitCodes: Readonly<Record<Code, string>>;
    readonly handler: (...given: never[]) => Promise<NoInfer<Code> | undefined>;
  },
): CommandObject => command;

/** What every command that shows something takes. */
export interface OutputOptions {
  readonly json?: boolean;
}

export const JSON_OPTION = new Option('--json', 'print the result as JSON, for machines');

export const YES_OPTION = new Option('--yes', 'do not ask');

const oneMoreScope = (given: string, before: readonly string[] = []): string[] => [
  ...before,
  scopeNamed(given),
];

/** @throws InvalidArgumentError for an empty value: a variable of a script that was not set. */
export function notEmpty(value: string): string {
  if (value !== '') return value;
  throw new InvalidArgumentError('It must not be empty.');
}

/** No value is empty, unless the option has that as its default. */
function refusingEmpty(option: Option): Option {
  if (!option.required || option.parseArg !== undefined || option.defaultValue === '') {
    return option;
  }
  return option.argParser(notEmpty);
}

/** Registers a command and those below it. A `<stage>` may be named by its stack. */
export function addCommand(parent: Command, added: CommandObject): void {
  const { handler, options = [], subcommands = [], exitCodes } = added;
  const examples = added.examples.map((example) => `  $ pnpm ops ${example}`);
  const command = parent
    .command(added.usage)
    .summary(added.summary)
    .description(added.description)
    .addHelpText('after', ['\nExamples:', ...examples, '', exitCodesHelp(exitCodes)].join('\n'));
  for (const argument of command.registeredArguments) {
    if (argument.name() !== 'stage') continue;
    if (argument.variadic) argument.argParser(oneMoreScope);
    else argument.argParser(scopeNamed);
  }
  for (const option of options) command.addOption(refusingEmpty(option));
  // Or it would take the options of a subcommand for its own.
  if (subcommands.length > 0) command.enablePositionalOptions();
  for (const subcommand of subcommands) addCommand(command, subcommand);
  if (handler === undefined) return;
  const handle = handler as (...given: unknown[]) => Promise<ExitCode | undefined>;
  command.action((...given: unknown[]) => runCommand(() => handle(...given)));
}
