import type { Command } from 'commander';
import { COMMANDS } from '../commands';
import { EXIT_CODE } from '../../cli/exit-codes';
import { allowDestroy, lockTimeout } from '../plan/command';
import type { PlanOptions } from '../plan/plan-stage';
import { withProgress } from '../../cli/progress';
import { addCommand, printReport } from '../../cli/report';
import { runCommand } from '../../cli/run-command';
import { contextOfScope } from '../../terraform/state/context';
import { thisTerminal } from '../../cli/terminal';
import type { Existing } from './find-existing';
import { findExisting, formatExisting } from './find-existing';
import { planImports } from './plan-imports';

type CommandOptions = Omit<PlanOptions, 'values'>;

/** `ops recover` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.recover,
    description:
      "Finds what a failed deploy, a lost response or a lost state left behind: what AWS has of a stage, by its tags and by the names that the stack knows, without the stage's state knowing. With --out it makes a plan that imports all of it, for `ops apply`. What cannot be imported, or what the stack no longer has, is listed with the command that deletes it. Changes nothing.",
    examples: ['recover dev', 'recover dev --out plan-dev', 'recover dev --json'],
    exitCodes:
      'Exit codes: 0 nothing was found, 2 something was; with --out those of `ops plan`; 1 an error, 130 stopped.',
  })
    .option('--out <dir>', 'plan the imports, and write the files of `ops plan` there')
    .addOption(allowDestroy('let this stateful resource be destroyed or replaced (repeatable)'))
    .addOption(lockTimeout())
    .action((stage: string, options: CommandOptions) => {
      const work = async (): Promise<Existing> => findExisting(await contextOfScope(stage), stage);
      const doing = 'Looking for what the state does not know';
      if (options.out === undefined) {
        const exitCode = ({ imports, leftovers }: Existing): number =>
          imports.length + leftovers.length > 0 ? EXIT_CODE.differences : EXIT_CODE.ok;
        return printReport(options, { doing, work, text: formatExisting, exitCode });
      }
      return runCommand(async () => {
        const terminal = thisTerminal();
        const existing = await withProgress(doing, work(), terminal);
        if (options.json !== true) terminal.out(formatExisting(existing, terminal.style));
        return planImports(stage, existing.imports, { ...options, values: 'all' });
      });
    });
}
