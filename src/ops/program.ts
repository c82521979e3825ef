import { createRequire } from 'node:module';
import { Command } from 'commander';
import type { ListedCommand } from './commands';
import { COMMANDS } from './commands';
import { EXIT_CODES_HELP } from './exit-codes';

const EXAMPLES = [
  '  $ AWS_PROFILE=lego-moc pnpm ops bootstrap',
  '  $ pnpm ops state list',
  '  $ pnpm ops plan --help',
];

/** What a command's module exports. */
interface CommandModule {
  readonly register: (program: Command) => void;
}

const load = createRequire(__filename);

/**
 * `ops`, with the command that the arguments name, and the others by name only: each takes the AWS
 * clients that it works with, and all of them together take two seconds to load.
 */
export function opsProgram(args: readonly string[]): Command {
  const program = new Command('ops')
    .description("The operators' commands of the image service.")
    .addHelpText('after', ['\nExamples:', ...EXAMPLES, '', EXIT_CODES_HELP].join('\n'))
    .showHelpAfterError('(run `pnpm ops --help` for the commands)');
  const named = args[0] === 'help' ? args[1] : args[0];
  for (const [name, { usage, summary, module }] of Object.entries<ListedCommand>(COMMANDS)) {
    if (name === named) (load(module) as CommandModule).register(program);
    else program.command(usage).summary(summary);
  }
  return program;
}
