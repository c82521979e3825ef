import type { Command } from 'commander';
import { bootstrap } from './bootstrap';
import { runCommand } from './run-command';

/** `ops bootstrap` */
export function register(program: Command): void {
  program
    .command('bootstrap')
    .summary('create the remote state, and say who may deploy')
    .description(
      "Creates the bucket and the lock table of the remote state, with the state stack itself, and keeps its state in them. Then the access stack: the boundary of what each stage's own roles may do and, once IMAGE_SERVICE_GITHUB_REPOSITORY is set, the roles with which GitHub's workflows plan and deploy. Run it once per AWS account, by someone with rights over IAM, and again when a stage is new or gets another type of resource. It changes nothing that is up to date, and finishes what an interrupted run began.",
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
