import type { Command } from 'commander';
import type { CommandHelp } from '../../cli/report';
import { addCommand } from '../../cli/report';

/** What every command about a written plan takes. */
export interface PlanOption {
  readonly plan: string;
}

/** Adds a command that tells people about a plan which `ops plan --out` wrote. */
export const addPlanCommand = (program: Command, help: Omit<CommandHelp, 'isReport'>): Command =>
  addCommand(program, { ...help, isReport: false }).requiredOption(
    '--plan <dir>',
    'the folder that `ops plan --out` wrote',
  );

/** How to run it outside a workflow. */
export const ON_A_LAPTOP =
  'On a laptop it takes GITHUB_REPOSITORY=owner/name and GITHUB_TOKEN=$(gh auth token).';
