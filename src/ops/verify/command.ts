import { Option } from 'commander';
import { defineCommand, JSON_OPTION } from '../../cli/command';
import { EXIT_CODE } from '../../cli/exit-codes';
import { ALL_OPTION, printStages, type StageOptions } from '../print-stages';
import type { Verification, VerifyOptions } from './verify-stage';

type VerifyFlags = StageOptions & Pick<VerifyOptions, 'strict'>;

export const verify = defineCommand({
  usage: 'verify [stage]',
  summary: 'check a deployed stage against the acceptance criteria',
  description:
    'Checks a deployed stage against the acceptance criteria of the epic, each by asking AWS and, where there is an endpoint, over HTTP. What is expected comes from the configuration and the synthesized stack. Changes nothing. What no deploy decides, i.e. the state of the alarms and unconfirmed subscriptions, is a warning.',
  options: [JSON_OPTION, ALL_OPTION, new Option('--strict', 'take warnings for failures')],
  exitCodes: { 0: 'every criterion is met', 1: 'failed, or a criterion is not met' },
  examples: ['verify dev', 'verify dev --strict', 'verify --all', 'verify prod --json'],
  handler: async (given: string | undefined, options: VerifyFlags) => {
    const { verifyDeployed } = await import('./verify');
    const { formatVerification } = await import('./verify-stage');
    return printStages<Verification>(given, options, (stage) => ({
      doing: 'Checking',
      work: () => verifyDeployed(stage, options),
      text: formatVerification,
      exitCode: ({ passed }) => (passed ? EXIT_CODE.ok : EXIT_CODE.failure),
    }));
  },
});
