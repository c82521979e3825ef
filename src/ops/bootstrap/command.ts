import type { Command } from 'commander';
import { whereabouts } from '../../config/accounts';
import { stackName } from '../../config/names';
import { bootstrap } from './bootstrap';
import { COMMANDS } from '../commands';
import { addCommand } from '../../cli/report';
import { runCommand } from '../../cli/run-command';

/** `ops bootstrap` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.bootstrap,
    isReport: false,
    description:
      "Creates the bucket and the lock table of the remote state, with the state stack itself, and keeps its state in them. Then the access stack: the boundary of what each stage's own roles may do and, once IMAGE_SERVICE_GITHUB_REPOSITORY is set, the roles with which GitHub's workflows plan and deploy; of the stages that lie in the account of the credentials, or name none. Run it once per AWS account, by someone with rights over IAM, and again when a stage is new or gets another type of resource. It changes nothing that is up to date, and finishes what an interrupted run began.",
    examples: ['bootstrap'],
    exitCodes: 'Exit codes: 0 state and access are ready, 1 failed, 130 stopped.',
  }).action(() =>
    runCommand(async () => {
      const { stages, elsewhere } = await bootstrap();
      console.log(`Next: pnpm cdktf deploy ${stackName(stages[0]?.name ?? '')}`);
      if (elsewhere.length === 0) return;
      console.log(
        `Then the same with the credentials of the other accounts: ${whereabouts(elsewhere)}.`,
      );
    }),
  );
}
