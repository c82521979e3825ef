import { Command } from 'commander';
import { register as registerApply } from './apply-command';
import { register as registerBootstrap } from './bootstrap-command';
import { register as registerGithub } from './github/github-commands';
import { register as registerPlan } from './plan-command';

const program = new Command('ops')
  .description("The operators' commands of the image service.")
  .addHelpText(
    'after',
    '\nExamples:\n  $ AWS_PROFILE=lego-moc pnpm ops bootstrap\n  $ pnpm ops bootstrap --help',
  )
  .showHelpAfterError('(run `pnpm ops --help` for the commands)');

registerBootstrap(program);
registerPlan(program);
registerApply(program);
registerGithub(program);

void program.parseAsync();
