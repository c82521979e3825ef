import { Command } from 'commander';
import { register as registerAlarms } from './alarms/alarms-command';
import { register as registerBootstrap } from './bootstrap-command';
import { register as registerDashboard } from './dashboard/dashboard-command';

const program = new Command('ops')
  .description("The operators' commands of the image service.")
  .addHelpText(
    'after',
    '\nExamples:\n  $ AWS_PROFILE=lego-moc pnpm ops bootstrap\n  $ pnpm ops bootstrap --help',
  )
  .showHelpAfterError('(run `pnpm ops --help` for the commands)');

registerAlarms(program);
registerBootstrap(program);
registerDashboard(program);

void program.parseAsync();
