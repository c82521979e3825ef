import { stackName } from '../../config/names';
import { Interrupted } from '../../system/interrupts';
import { configuredStage } from '../open-stage';
import { planFiles, readApplicableRecord } from '../../terraform/plan/plan-files';
import { requireRecent, requireSameFiles, requireSameState } from '../plan/plan-identity';
import { requireAllowed, statefulLosses } from '../../terraform/plan/gate';
import { viewOf } from '../../terraform/plan/plan-view';
import { parsePlan } from '../../terraform/plan/terraform-plan';
import { withStageRun, type StageRun } from '../../cdktf/stage-run';
import { noteWriterHere } from '../../terraform/state/writer';

type Say = (line: string) => void;

export interface ApplyOptions {
  readonly plan: string;
  /** Addresses to allow besides those that the plan was made with. */
  readonly allowDestroy: readonly string[];
  readonly lockTimeout: string;
  /** It destroys the stack: no loss is refused. @default false */
  readonly destroy?: boolean;
  /** What finishes it after an interrupt. @default a new plan, which `ops apply` needs */
  readonly toFinish?: string;
  /** Told when Terraform begins to apply. @default nobody */
  readonly onStart?: (start: string) => void;
}

/**
 * Applies exactly the plan that was reviewed.
 * @throws UserError when it is not the same any more or not allowed, Interrupted when stopped.
 */
export async function applyStage(stage: string, options: ApplyOptions): Promise<void> {
  configuredStage(stage);
  const { plannedAt } = readApplicableRecord(planFiles(options.plan), stage);
  // Of what the record says; the plan itself is asked before it is applied.
  requireRecent(plannedAt, new Date(), stage);
  const apply = (on: StageRun): Promise<void> =>
    noteWriterHere([stackName(stage)], () => applyRun(on, options, console.log), undefined, {
      isDeploy: true,
    });
  await withStageRun(stage, 'deploy', apply);
}

/** Applies a plan of a stage's stack. Terraform prints the outputs at its end. */
export async function applyRun(
  on: StageRun,
  options: ApplyOptions,
  say: Say,
  now: () => Date = () => new Date(),
): Promise<void> {
  const { scope, run } = on;
  const { destroy = false, toFinish = `plan again: pnpm ops plan ${scope}` } = options;
  const files = planFiles(options.plan);
  const { identity, allowDestroy, summaryLine } = readApplicableRecord(files, scope);
  requireSameFiles(identity, on, files.plan);
  await run.init();
  // From the plan itself: a record can be edited.
  const view = viewOf(parsePlan(await run.show({ file: files.plan })));
  requireRecent(view.plannedAt, now(), scope);
  const allowed = [...allowDestroy, ...options.allowDestroy];
  if (!destroy) requireAllowed(statefulLosses(view, allowed, on.settings));
  await requireSameState(identity, on);
  say(`Applying to ${scope}: ${summaryLine}`);
  const start = now().toISOString();
  if (!destroy) {
    say(`Start: ${start}. Afterwards: pnpm ops alarms ${scope} --wait 900 --since ${start}`);
  }
  options.onStart?.(start);
  try {
    await run.apply({ file: files.plan }, { timeout: options.lockTimeout });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      `Stopped. What was done by then is in the state; for the rest ${toFinish}`,
    );
  }
}
