import type { Environment } from '../../config/environment';
import { UserError } from '../../config/user-error';
import { addImports, removeImports } from '../bootstrap-workspace';
import type { PlanOptions } from '../plan-stage';
import { planWorkspace } from '../plan-stage';
import type { StackWorkspace } from '../stack-workspace';
import { openStage } from '../stack-workspace';
import type { FoundImport } from './find-existing';

type Say = (line: string) => void;

/**
 * Plans a stage as `ops plan` does, with the imports.
 * @returns the exit code of `ops plan`.
 */
export async function planImports(
  stage: string,
  imports: readonly FoundImport[],
  options: PlanOptions,
  env?: Environment,
  say: Say = console.log,
): Promise<number> {
  return planImportsIn(await openStage(stage, 'plan', env), imports, options, say);
}

/** Plans a synthesized stack with the imports; what is gone since it was listed is left out. */
export async function planImportsIn(
  workspace: StackWorkspace,
  imports: readonly FoundImport[],
  options: PlanOptions,
  say: Say,
): Promise<number> {
  try {
    addImports(workspace.directory, imports);
    const replace = imports.filter(({ isReplaced }) => isReplaced).map(({ to }) => to);
    return await planWorkspace(workspace, { ...options, replace }, say);
  } catch (error) {
    const gone = error instanceof UserError ? goneIn(error.message) : [];
    const left = imports.filter(({ to }) => !gone.includes(to));
    if (left.length === imports.length) throw error;
    for (const address of gone) say(`${address} is not there any more: the tags are listed longer`);
    return await planImportsIn(workspace, left, options, say);
  } finally {
    // A plan has its configuration with it; the next plan in this folder is not to import anything.
    removeImports(workspace.directory);
  }
}

/** The addresses that Terraform found nothing to import for. */
const goneIn = (output: string): string[] =>
  [
    ...output
      .replace(/\s+/g, ' ')
      .matchAll(/import an existing object to "([^"]+)", the provider detected that no object/g),
  ].map(([, address = '']) => address);
