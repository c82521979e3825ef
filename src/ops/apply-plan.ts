import { stackName } from '../config/names';
import type { Environment } from '../config/environment';
import { Interrupted } from '../terraform/interrupts';
import { configuredStage } from './open-stage';
import { planFiles, readApplicableRecord } from './plan-files';
import { requireRecent, requireSameFiles, requireSameState } from './plan-identity';
import { requireAllowed, statefulLosses } from './plan/gate';
import { viewOf } from './plan/plan-view';
import { parsePlan } from './plan/terraform-plan';
import type { StackWorkspace } from './stack-workspace';
import { initialize, openStage } from './stack-workspace';
import { noteWriterHere } from './state/writer';

type Say = (line: string) => void;

export interface ApplyOptions {
  /** The folder that `ops plan` wrote. */
  readonly plan: string;
  /** Addresses to allow besides those that the plan was made with. */
  readonly allowDestroy: readonly string[];
  /** How long to wait for the state lock, e.g. `5m`. */
  readonly lockTimeout: string;
  /** Told when Terraform begins to apply. @default nobody */
  readonly onStart?: (start: string) => void;
}

/**
 * Applies exactly the plan that was reviewed.
 * @throws UserError when it is not the same any more or not allowed, Interrupted when stopped.
 */
export async function applyStage(
  stage: string,
  options: ApplyOptions,
  env?: Environment,
  say: Say = console.log,
): Promise<void> {
  configuredStage(stage, env);
  readApplicableRecord(planFiles(options.plan), stage);
  const workspace = await openStage(stage, 'deploy', env);
  const work = (): Promise<void> => applyWorkspace(workspace, options, say);
  await noteWriterHere([stackName(stage)], work, env, { isDeploy: true });
}

/** Applies a plan of a synthesized stack. Terraform prints the outputs at its end. */
export async function applyWorkspace(
  workspace: StackWorkspace,
  options: ApplyOptions,
  say: Say,
  now: () => Date = () => new Date(),
): Promise<void> {
  const { scope, terraform } = workspace;
  const files = planFiles(options.plan);
  const { identity, allowDestroy, summaryLine } = readApplicableRecord(files, scope);
  requireSameFiles(identity, workspace, files.plan);
  await initialize(workspace);
  const { output } = await terraform(['show', '-json', files.plan], { output: 'parsed' });
  // From the plan itself: a record can be edited.
  const view = viewOf(parsePlan(output));
  requireRecent(view.plannedAt, now(), scope);
  const allowed = [...allowDestroy, ...options.allowDestroy];
  requireAllowed(statefulLosses(view, allowed, workspace.settings));
  await requireSameState(identity, workspace);
  say(`Applying to ${scope}: ${summaryLine}`);
  const start = now().toISOString();
  say(`Start: ${start}. Afterwards: pnpm ops alarms ${scope} --wait 900 --since ${start}`);
  options.onStart?.(start);
  const color = process.stdout.isTTY ? [] : ['-no-color'];
  const wait = `-lock-timeout=${options.lockTimeout}`;
  try {
    await terraform(['apply', ...color, wait, files.plan]);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      `Stopped. What was done by then is in the state; for the rest plan again: pnpm ops plan ${scope}`,
    );
  }
}
