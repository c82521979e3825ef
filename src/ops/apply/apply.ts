import { UserError } from '../../config/user-error';
import { leaveForSteps } from '../../github/step-output';
import { withStoredPlan } from '../plan/stored-plans';
import { applyStage, type ApplyOptions } from './apply-plan';

export type ApplyFlags = Omit<ApplyOptions, 'plan'> & {
  readonly plan?: string;
  readonly stored?: string;
};

/** Applies the plan that a folder or the state bucket holds. */
export async function applyReviewed(stage: string, flags: ApplyFlags): Promise<void> {
  const { plan, stored } = flags;
  const applyFrom = (directory: string): Promise<void> =>
    applyStage(stage, {
      ...flags,
      plan: directory,
      onStart: (start) => {
        leaveForSteps('start', start);
      },
    });
  if (plan !== undefined && stored === undefined) return applyFrom(plan);
  if (stored !== undefined && plan === undefined) return withStoredPlan(stage, stored, applyFrom);
  throw new UserError('Name the plan to apply, with --plan or --stored: one of the two.');
}
