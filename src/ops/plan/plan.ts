import { loadConfig } from '../../config/load';
import { stackName } from '../../config/names';
import { UserError } from '../../config/user-error';
import { EXIT_CODE } from '../../cli/exit-codes';
import { inNewPlanDirectory } from '../../terraform/plan/plan-files';
import { leaveForSteps } from '../../github/step-output';
import type { PlanExitCode } from '../../terraform/plan/gate';
import { configuredStage } from '../open-stage';
import { planFrom, planStage, type PlanOptions } from './plan-stage';
import { storePlan } from './stored-plans';

export type PlanFlags = PlanOptions & {
  readonly from?: string;
  readonly acceptChanges?: boolean;
  readonly store?: boolean;
};

/** Plans a stage, or renders a plan that is there. A workflow would take the exit code of changes for a failure. */
export async function planAndJudge(
  stage: string | undefined,
  flags: PlanFlags,
): Promise<PlanExitCode> {
  const code = await planOrRender(stage, flags);
  return code === EXIT_CODE.differences && flags.acceptChanges === true ? EXIT_CODE.ok : code;
}

async function planOrRender(stage: string | undefined, flags: PlanFlags): Promise<PlanExitCode> {
  const { from } = flags;
  if (stage !== undefined && from === undefined) {
    if (flags.store !== true) return planStage(stage, flags);
    const { name } = configuredStage(stage);
    const store = (out: string): Promise<PlanExitCode> => planAndStore(name, { ...flags, out });
    return flags.out === undefined ? inNewPlanDirectory(name, store) : store(flags.out);
  }
  if (stage !== undefined || from === undefined) {
    throw new UserError('Name the stage to plan, or a plan to render with --from: one of the two.');
  }
  if (flags.store === true) {
    throw new UserError(
      '--from renders a plan that cannot be applied, so --store keeps none. Leave one of them out.',
    );
  }
  const { stages } = loadConfig();
  const scopeOf = (stack: string): string =>
    stages.find(({ name }) => stackName(name) === stack)?.name ?? stack;
  return planFrom(from, scopeOf, flags);
}

async function planAndStore(
  stage: string,
  flags: PlanFlags & { readonly out: string },
): Promise<PlanExitCode> {
  const code = await planStage(stage, flags);
  // Not applied without another permission, so not kept for `ops apply`.
  if (code === EXIT_CODE.notAllowed) return code;
  const id = await storePlan(stage, flags.out);
  leaveForSteps('plan', id);
  console.error(`Stored. What applies exactly this plan: pnpm ops apply ${stage} --stored ${id}`);
  return code;
}
