import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { storedPlanKey } from '../../config/names';
import { currentEnvironment, type Environment } from '../../config/environment';
import { MAX_PLAN_AGE_DAYS } from '../../config/plan-age';
import { UserError } from '../../config/user-error';
import { requireTemporaryFolder } from '../../system/temporary-folder';
import { configuredStage } from '../open-stage';
import { planFiles, type PlanFiles } from '../../terraform/plan/plan-files';
import type { StateBucket } from '../../terraform/state/state-bucket';
import { contextOfScope } from '../../terraform/state/context';

const [PLAN, RECORD] = ['terraform.plan', 'plan.json'];

/**
 * The SHA-256 of a plan's plan.json, which holds that of its terraform.plan: whoever approves it
 * approves both.
 */
export const planId = ({ record }: Pick<PlanFiles, 'record'>): string =>
  sha256(readFileSync(record));

/**
 * Puts a finished plan into the state bucket, where its stage's deploy role finds it.
 * @returns the plan's id.
 */
export async function storePlan(
  stage: string,
  directory: string,
  env?: Environment,
): Promise<string> {
  const files = planFiles(directory);
  const { store } = await contextOfScope(stage, env);
  const id = planId(files);
  const content = zipSync({
    // Terraform has compressed it.
    [PLAN]: [readFileSync(files.plan), { level: 0 }],
    [RECORD]: readFileSync(files.record),
  });
  // One that is there has the same content.
  await store.create(storedPlanKey(stage, id), content, 'application/zip');
  return id;
}

/**
 * Does the work with the folder of a stored plan, and removes the plan for good once that has succeeded.
 * @throws UserError when there is no such plan, or what is stored is another; whatever the work throws.
 */
export async function withStoredPlan(
  stage: string,
  id: string,
  work: (directory: string) => Promise<void>,
  env?: Environment,
): Promise<void> {
  configuredStage(stage, env);
  if (!/^[0-9a-f]{64}$/.test(id)) {
    throw new UserError(`"${id}" is no plan's id: that is what \`ops plan --store\` prints.`);
  }
  requireTemporaryFolder(env ?? currentEnvironment());
  const { store } = await contextOfScope(stage, env);
  const { content, versionId } = await fetchPlan(store, stage, id);
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-plan-'));
  try {
    for (const [name, text] of Object.entries(content)) {
      writeFileSync(path.join(directory, name), text, { mode: 0o600 });
    }
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  try {
    await store.delete(storedPlanKey(stage, id), versionId);
  } catch (error) {
    // It is applied; that it lies there is no reason to call that a failure.
    console.error(
      `The stored plan could not be removed; it expires. ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function fetchPlan(
  store: StateBucket,
  stage: string,
  id: string,
): Promise<{
  readonly content: Readonly<Record<string, Uint8Array>>;
  readonly versionId: string | undefined;
}> {
  const object = await store.object(storedPlanKey(stage, id));
  if (object === undefined) {
    throw new UserError(
      `There is no stored plan ${id} of ${stage}: it was applied, or stored more than ${MAX_PLAN_AGE_DAYS} days ago. Plan again: pnpm ops plan ${stage} --store; in a workflow: re-run all jobs.`,
    );
  }
  const { [PLAN]: plan, [RECORD]: record } = unzipped(object.body);
  if (plan === undefined || record === undefined || sha256(record) !== id) {
    throw new UserError(
      `What is stored as the plan ${id} of ${stage} is not the plan that was reviewed. Nothing was applied. Find out who wrote ${store.url(storedPlanKey(stage, id))}.`,
    );
  }
  return { content: { [PLAN]: plan, [RECORD]: record }, versionId: object.versionId };
}

function unzipped(body: Uint8Array): Readonly<Record<string, Uint8Array | undefined>> {
  try {
    return unzipSync(body);
  } catch {
    return {};
  }
}

const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
