import type { Command } from 'commander';
import { bootstrap } from './bootstrap';
import { runCommand } from './run-command';

/** `ops bootstrap` */
export function register(program: Command): void {
  program
    .command('bootstrap')
    .summary('create the bucket and the lock table of the remote state')
    .description(
      'Creates the bucket and the lock table of the remote state, with the state stack itself, and keeps its state in them. Run it once per AWS account and whenever the state stack changes. It changes nothing that is up to date, and finishes what an interrupted run began.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ AWS_PROFILE=lego-moc pnpm ops bootstrap\n  $ pnpm local exec -- pnpm ops bootstrap',
    )
    .action(() =>
      runCommand(async () => {
        await bootstrap();
        console.log('Next: pnpm cdktf deploy image-service-dev');
      }),
    );
}
