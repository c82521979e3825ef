import type { Command } from 'commander';
import { bootstrap } from './bootstrap';
import { COMMANDS } from './commands';
import { addCommand } from './report';
import { runCommand } from './run-command';

/** `ops bootstrap` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.bootstrap,
    isReport: false,
    description:
      'Creates the bucket and the lock table of the remote state, with the state stack itself, and keeps its state in them. Run it once per AWS account and whenever the state stack changes. It changes nothing that is up to date, and finishes what an interrupted run began.',
    examples: ['bootstrap'],
    exitCodes: 'Exit codes: 0 the remote state is ready, 1 failed, 130 stopped.',
  }).action(() =>
    runCommand(async () => {
      await bootstrap();
      console.log('Next: pnpm cdktf deploy image-service-dev');
    }),
  );
}
