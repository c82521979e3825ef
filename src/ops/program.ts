import { Command } from 'commander';
import type { ListedCommand } from './commands';
import { COMMANDS } from './commands';
import { EXIT_CODES_HELP } from '../cli/exit-codes';

const EXAMPLES = [
  '  $ AWS_PROFILE=lego-moc pnpm ops bootstrap',
  '  $ pnpm ops state list',
  '  $ pnpm ops plan --help',
];

/**
 * `ops`, with the command that the arguments name, and the others by name only: each takes the AWS
 * clients that it works with, and all of them together take two seconds to load.
 */
export async function opsProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('ops')
    .description("The operators' commands of the image service.")
    .addHelpText('after', ['\nExamples:', ...EXAMPLES, '', EXIT_CODES_HELP].join('\n'))
    .showHelpAfterError('(run `pnpm ops --help` for the commands)');
  const named = args[0] === 'help' ? args[1] : args[0];
  for (const [name, { usage, summary, load }] of Object.entries<ListedCommand>(COMMANDS)) {
    if (name === named) (await load()).register(program);
    else program.command(usage).summary(summary);
  }
  return program;
}
