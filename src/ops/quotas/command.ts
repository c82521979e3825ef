import { defineCommand, JSON_OPTION, type OutputOptions } from '../../cli/command';
import { EXIT_CODE } from '../../cli/exit-codes';
import { printReport } from '../../cli/report';

export const quotas = defineCommand({
  usage: 'quotas <stage>',
  summary: 'compare what a stage uses with the quotas of its account',
  description:
    "Compares what a stage uses, and all else in its account, with the account's quotas; before the first deploy it says whether the stage would fit. Warns from 80 % on, with the page where an increase is asked for. Where Service Quotas does not answer (the local AWS knows few), AWS's documented default stands in, marked as such. Changes nothing.",
  options: [JSON_OPTION],
  exitCodes: { 0: 'the stage fits', 1: 'failed, or a quota is exceeded' },
  examples: ['quotas dev', 'quotas prod --json'],
  handler: async (stage: string, options: OutputOptions) => {
    const { readQuotas } = await import('./read-quotas');
    const { formatQuotas, isExceeded } = await import('./stage-quotas');
    return printReport(options, {
      doing: 'Asking for quotas and use',
      work: () => readQuotas(stage),
      text: formatQuotas,
      exitCode: (result) => (isExceeded(result) ? EXIT_CODE.failure : EXIT_CODE.ok),
    });
  },
});
