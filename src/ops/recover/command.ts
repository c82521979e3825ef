import { InvalidArgumentError, Option } from 'commander';
import { defineCommand, JSON_OPTION } from '../../cli/command';
import { allowDestroy, lockTimeout } from '../plan/plan-options';
import type { Choice } from './find-existing';
import type { RecoverFlags } from './recover';

function oneChoice(given: string, before: readonly Choice[]): Choice[] {
  const [, to, arn] = /^([^=]+)=(arn:.+)$/.exec(given) ?? [];
  if (to !== undefined && arn !== undefined) return [...before, { to, arn }];
  throw new InvalidArgumentError('It is an address of the stack and an ARN: ADDRESS=ARN.');
}

export const recover = defineCommand({
  usage: 'recover <stage>',
  summary: 'find what exists and the state does not know, and plan to import it',
  description:
    "Finds what a failed deploy, a lost response or a lost state left behind: what AWS has of a stage, by its tags and by the names that the stack knows, without the stage's state knowing. With --out it makes a plan that imports all of it, for `ops apply`. What the stack no longer has is listed with the command that deletes it; what may be another's in its place, or one of two, with the command for each way. Changes nothing.",
  options: [
    JSON_OPTION,
    new Option('--out <dir>', 'plan the imports, and write the files of `ops plan` there'),
    new Option('--import <address=arn>', 'import that resource as this one (repeatable)')
      .default([], 'what can be told')
      .argParser(oneChoice),
    allowDestroy(),
    lockTimeout(),
  ],
  exitCodes: {
    0: 'nothing was found, or nothing is to do',
    1: 'failed',
    2: 'something was found; with --out: the plan has changes',
    3: 'with --out: a stateful resource would be destroyed, or no longer protected, and is not allowed to be',
  },
  examples: ['recover dev', 'recover dev --out plan-dev', 'recover dev --json'],
  handler: async (stage: string, flags: RecoverFlags) => {
    const { recoverStage } = await import('./recover');
    return recoverStage(stage, flags);
  },
});
