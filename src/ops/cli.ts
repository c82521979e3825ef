import { Command } from 'commander';
import { register as registerBootstrap } from './bootstrap-command';
import { EXIT_CODES_HELP } from './exit-codes';
import { register as registerState } from './state/command';

const program = new Command('ops')
  .description("The operators' commands of the image service.")
  .addHelpText(
    'after',
    '\nExamples:\n  $ AWS_PROFILE=lego-moc pnpm ops bootstrap\n  $ pnpm ops state list\n  $ pnpm ops state restore --help\n\n' +
      EXIT_CODES_HELP,
  )
  .showHelpAfterError('(run `pnpm ops --help` for the commands)');

registerBootstrap(program);
registerState(program);

void program.parseAsync();
