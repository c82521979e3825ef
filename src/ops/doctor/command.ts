import { defineCommand, JSON_OPTION } from '../../cli/command';
import { EXIT_CODE } from '../../cli/exit-codes';
import { writeAbove } from '../../cli/progress';
import { printReport } from '../../cli/report';
import { thisTerminal } from '../../cli/terminal';
import { UserError } from '../../config/user-error';
import { ALL_OPTION, type StageOptions } from '../print-stages';
import type { Diagnosis } from './doctor';

export const doctor = defineCommand({
  usage: 'doctor [stage]',
  summary: 'find out what stands in the way of a deploy',
  description:
    "Looks at this machine (Node, pnpm, Terraform, provider, clock), the account (credentials, CloudFront, state backend), the subjects of GitHub, and the stage or all that lie in the account (placeholders, account, names of buckets, hosted zone, JWT issuer, required reviewers of prod's GitHub environment). Each line that fails ends with the remedy. Changes nothing.",
  options: [JSON_OPTION, ALL_OPTION],
  exitCodes: { 0: 'all is well', 1: 'failed, or something is wrong' },
  examples: ['doctor --all', 'doctor dev', 'doctor prod --json'],
  handler: async (stage: string | undefined, options: StageOptions) => {
    if (stage !== undefined && options.all === true) {
      throw new UserError('Name a stage, or give --all, not both.');
    }
    const doctorModule = await import('./doctor');
    const { countFailures, diagnosisTable, examine, formatDiagnosis, isIll } = doctorModule;
    const { doctorContext } = await import('./context');
    const terminal = thisTerminal();
    // Of all stages each part as soon as it is there.
    const isShown = stage === undefined && options.json !== true;
    const show = (part: readonly Diagnosis[]): void => {
      if (isShown) writeAbove(`${diagnosisTable(part, terminal.style)}\n`, terminal);
    };
    return printReport(options, {
      doing: 'Looking',
      work: () => examine(doctorContext(), stage, show),
      text: isShown ? countFailures : formatDiagnosis,
      exitCode: (diagnoses) => (isIll(diagnoses) ? EXIT_CODE.failure : EXIT_CODE.ok),
    });
  },
});
