import { thisTerminal } from '../../cli/terminal';
import type { Environment } from '../../config/environment';
import { UserError } from '../../config/user-error';
import { planRun, type PlanOptions } from '../plan/plan-stage';
import type { PlanExitCode } from '../../terraform/plan/gate';
import { withStageRun, type StageRun } from '../../cdktf/stage-run';
import type { FoundImport } from './find-existing';

/**
 * Plans a stage as `ops plan` does, with the imports.
 * @returns the exit code of `ops plan`.
 */
export async function planImports(
  stage: string,
  imports: readonly FoundImport[],
  options: PlanOptions,
  env?: Environment,
): Promise<PlanExitCode> {
  return withStageRun(stage, 'plan', (on) => planImportsIn(on, imports, options), env);
}

/** Plans a stage's stack with the imports; what is gone since it was listed is left out. */
async function planImportsIn(
  on: StageRun,
  imports: readonly FoundImport[],
  options: PlanOptions,
): Promise<PlanExitCode> {
  const terminal = thisTerminal();
  try {
    on.run.addImports(imports);
    const replace = imports.filter(({ isReplaced }) => isReplaced).map(({ to }) => to);
    return await planRun(on, { ...options, replace }, terminal);
  } catch (error) {
    const gone = error instanceof UserError ? goneIn(error.message) : [];
    const left = imports.filter(({ to }) => !gone.includes(to));
    if (left.length === imports.length) throw error;
    for (const address of gone)
      terminal.out(`${address} is not there any more: the tags are listed longer`);
    return planImportsIn(on, left, options);
  }
}

/** The addresses that Terraform found nothing to import for. */
const goneIn = (output: string): string[] =>
  [
    ...output
      .replace(/\s+/g, ' ')
      .matchAll(/import an existing object to "([^"]+)", the provider detected that no object/g),
  ].map(([, address = '']) => address);
