import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { MAX_PLAN_AGE_DAYS } from '../../config/plan-age';
import { UserError } from '../../config/user-error';
import { LOCK_FILE } from '../../system/project';
import type { PlanIdentity, PlannedState } from '../../terraform/plan/plan-record';
import type { StageRun } from '../../cdktf/stage-run';

/** What an apply compares before it trusts a plan. */
export async function identityOf(on: StageRun, planFile: string): Promise<PlanIdentity> {
  return { ...fileIdentity(on, planFile), state: await on.stateIdentity() };
}

/** @throws UserError when files or account are not those of the plan. */
export function requireSameFiles(identity: PlanIdentity, on: StageRun, planFile: string): void {
  const now = fileIdentity(on, planFile);
  const again = planAgain(on.scope);
  if (now.planSha256 !== identity.planSha256) {
    throw new UserError(`${planFile} is not the plan that plan.json describes. ${again}`);
  }
  if (now.account !== identity.account) {
    throw new UserError(
      `The plan was made for AWS account ${identity.account}, but these credentials belong to ${now.account}. Use that account's (AWS_PROFILE).`,
    );
  }
  if (now.configurationSha256 !== identity.configurationSha256) {
    throw new UserError(
      `The synthesized stack differs from what was planned: another commit, other IMAGE_SERVICE_* variables or another cdktf. ${again}`,
    );
  }
  if (now.lockFileSha256 !== identity.lockFileSha256) {
    throw new UserError(`The provider lock file differs from what was planned. ${again}`);
  }
}

const DAY = 24 * 60 * 60 * 1000;

/** By how many milliseconds two clocks may differ: what AWS allows between its own and a caller's. */
const CLOCKS_APART = 5 * 60 * 1000;

/** @throws UserError when the plan is too old to be what was just reviewed, or younger than now. */
export function requireRecent(plannedAt: string | undefined, now: Date, scope: string): void {
  const age = now.getTime() - Date.parse(plannedAt ?? '');
  if (age < -CLOCKS_APART) {
    throw new UserError(
      `The plan was made at ${plannedAt ?? ''}, and here it is only ${now.toISOString()}: the clock of this machine or of that which planned is wrong. Set it, by NTP. ${planAgain(scope)}`,
    );
  }
  if (age <= MAX_PLAN_AGE_DAYS * DAY) return;
  throw new UserError(
    `The plan was made at ${plannedAt ?? 'an unknown time'}; a plan is applied within ${MAX_PLAN_AGE_DAYS} days. ${planAgain(scope)}`,
  );
}

/** @throws UserError when somebody applied something since. */
export async function requireSameState(identity: PlanIdentity, on: StageRun): Promise<void> {
  const now = await on.stateIdentity();
  const then = identity.state;
  if (now?.lineage === then?.lineage && now?.serial === then?.serial) return;
  throw new UserError(
    `The state moved since the plan was made: it was ${versionText(then)} and is ${versionText(now)}. ${planAgain(on.scope)}`,
  );
}

const planAgain = (scope: string): string =>
  `Plan again: pnpm ops plan ${scope}; in a workflow: re-run all jobs.`;

function fileIdentity(
  { account, run: { directory } }: StageRun,
  planFile: string,
): Omit<PlanIdentity, 'state'> {
  return {
    account,
    configurationSha256: sha256(path.join(directory, 'cdk.tf.json')),
    lockFileSha256: sha256(path.join(directory, path.basename(LOCK_FILE))),
    planSha256: sha256(planFile),
  };
}

const sha256 = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');

const versionText = (version: PlannedState): string =>
  version === null ? 'empty' : `serial ${version.serial} of ${version.lineage}`;
