import type { Command } from 'commander';
import { bootstrap } from './bootstrap';
import { bootstrapAccess } from './bootstrap-access';
import { runCommand } from './run-command';

/** `ops bootstrap` */
export function register(program: Command): void {
  program
    .command('bootstrap')
    .summary("create the remote state, and with --access GitHub's roles")
    .description(
      'Creates the bucket and the lock table of the remote state, with the state stack itself, and keeps its state in them. Run it once per AWS account and whenever the state stack changes. It changes nothing that is up to date, and finishes what an interrupted run began.',
    )
    .option(
      '--access',
      "then deploy the access stack too: GitHub's identity provider, the roles that plan and deploy each stage, and the boundary of what a stage's own roles may do. Run it before a stage's first deploy, and again whenever a stage gets a new type of resource",
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ AWS_PROFILE=lego-moc pnpm ops bootstrap\n  $ AWS_PROFILE=lego-moc pnpm ops bootstrap --access\n  $ pnpm local exec -- pnpm ops bootstrap',
    )
    .action(({ access }: { readonly access?: boolean }) =>
      runCommand(async () => {
        await bootstrap();
        if (access === true) await bootstrapAccess();
        console.log(
          access === true
            ? 'Next: pnpm cdktf deploy image-service-dev'
            : "Next: pnpm ops bootstrap --access, which makes the stages' permissions boundaries",
        );
      }),
    );
}
