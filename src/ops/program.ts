import { Command } from 'commander';
import { addCommand, type CommandObject } from '../cli/command';
import { exitCodesHelp } from '../cli/exit-codes';
import { COMMANDS } from './commands';

const EXAMPLES = [
  '  $ AWS_PROFILE=lego-moc pnpm ops bootstrap',
  '  $ pnpm ops state list',
  '  $ pnpm ops plan --help',
];

const EXIT_CODES_HELP = exitCodesHelp({ 0: 'done', 1: 'failed, or something is wrong' });

/** In a list of commands `[options]` says nothing: every one has some. */
const nameAndArguments = (command: Command): string =>
  `${command.name()} ${command.usage().replace(/^\[options\]( \[command\])? ?/, '')}`.trim();

/** `ops`, with its commands. */
export function opsProgram(commands: readonly CommandObject[] = COMMANDS): Command {
  const program = new Command('ops')
    .description("The operators' commands of the image service.")
    // An option after a subcommand is the subcommand's, also where the command itself has one of that name.
    .enablePositionalOptions()
    .configureHelp({ subcommandTerm: nameAndArguments })
    .addHelpText('after', ['\nExamples:', ...EXAMPLES, '', EXIT_CODES_HELP].join('\n'))
    .showHelpAfterError('(run `pnpm ops --help` for the commands)');
  for (const command of commands) addCommand(program, command);
  return program;
}
