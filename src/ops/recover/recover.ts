import { EXIT_CODE } from '../../cli/exit-codes';
import { withProgress } from '../../cli/progress';
import { printReport } from '../../cli/report';
import { thisTerminal } from '../../cli/terminal';
import type { PlanExitCode } from '../../terraform/plan/gate';
import { contextOfScope } from '../../terraform/state/context';
import type { PlanOptions } from '../plan/plan-stage';
import { findExisting, formatExisting, type Choice, type Existing } from './find-existing';
import { planImports } from './plan-imports';

export type RecoverFlags = Omit<PlanOptions, 'values'> & {
  /** What cannot be told, by a person who knows it. */
  readonly import: readonly Choice[];
};

const DOING = 'Looking for what the state does not know';

/** Shows what exists of a stage and its state does not know; with a folder, plans to import it. */
export async function recoverStage(stage: string, flags: RecoverFlags): Promise<PlanExitCode> {
  const work = async (): Promise<Existing> =>
    findExisting(await contextOfScope(stage), stage, flags.import);
  if (flags.out === undefined) {
    return printReport(flags, {
      doing: DOING,
      work,
      text: formatExisting,
      exitCode: ({ imports, leftovers }) =>
        imports.length + leftovers.length > 0 ? EXIT_CODE.differences : EXIT_CODE.ok,
    });
  }
  const terminal = thisTerminal();
  const existing = await withProgress(DOING, work(), terminal);
  if (flags.json !== true) terminal.out(formatExisting(existing, terminal.style));
  return planImports(stage, existing.imports, { ...flags, values: 'all' });
}
