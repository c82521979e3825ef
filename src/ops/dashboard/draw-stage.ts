import { loadConfig } from '../../config/load';
import type { Environment } from '../../config/environment';
import type { StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { taggedCommit } from '../commit';
import { openStage } from '../open-stage';
import type { Commit } from '../plan/render-plan';
import type { StateContext } from '../state/context';
import { contextOfScope, stackOf } from '../state/context';
import { dashboardData } from './dashboard-data';
import { pageHtml } from './page-html';
import type { DataOrReason } from './page-of';
import { pageOf } from './page-of';
import type { StageDashboard } from './stage-dashboard';
import { stageDashboard } from './stage-dashboard';

/** A stage's dashboard as a page, and where its data comes from. */
export interface DrawnStage {
  readonly html: string;
  readonly note: string;
}

/** Draws the dashboard of a stage, with its data where AWS can be asked and has it. */
export async function drawStage(
  stage: StageConfig,
  env?: Environment,
  now: Date = new Date(),
): Promise<DrawnStage> {
  const { shared } = loadConfig(env === undefined ? {} : { env });
  const dashboard = stageDashboard(shared, stage);
  const page = pageOf(dashboard, await dataOrReason(stage, dashboard, env, now), now);
  return { html: pageHtml(page), note: page.note };
}

/** Without data the page is still worth its while: what people can understand stops nothing. */
async function dataOrReason(
  stage: StageConfig,
  dashboard: StageDashboard,
  env: Environment | undefined,
  now: Date,
): Promise<DataOrReason> {
  try {
    const data = await dashboardData(await openStage(stage, env), dashboard, now);
    return { data, commit: await deployedCommit(await contextOfScope(stage.name, env), stage) };
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

/** The commit that the stage was last changed from, as its state has it; undefined where nobody can say. */
export async function deployedCommit(
  { config, store }: StateContext,
  { name }: Pick<StageConfig, 'name'>,
): Promise<Commit | undefined> {
  try {
    const tag = await store.commit(stackOf(config, name).key);
    return tag === undefined ? undefined : taggedCommit(tag);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
