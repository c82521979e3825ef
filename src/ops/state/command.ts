import type { CommandObject } from '../../cli/command';
import { READ_COMMANDS } from './read-commands';
import { REPAIR_COMMANDS } from './repair-commands';

export const state: CommandObject = {
  usage: 'state',
  summary: 'look into the state of the stages, and repair it',
  description:
    'Looks into the state that Terraform keeps of each stage, and repairs it. <stage> is a stage, or one of the stacks that `pnpm ops bootstrap` made: "access", or "state" for the remote state itself. All but `drift` read the bucket and the lock table directly, without Terraform.',
  exitCodes: { 0: 'done', 1: 'failed, or something is wrong' },
  examples: ['state list'],
  subcommands: [...READ_COMMANDS, ...REPAIR_COMMANDS],
};
