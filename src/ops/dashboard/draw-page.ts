import { loadConfig } from '../../config/load';
import type { StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { awsClock } from '../../aws/clock';
import { taggedCommit, type Commit } from '../../system/commit';
import { openStage } from '../open-stage';
import { contextOfScope, stackOf, type StateContext } from '../../terraform/state/context';
import { dashboardData } from './dashboard-data';
import type { DashboardPage } from '../../pages/dashboard-page';
import { renderPage } from '../../pages/render-page';
import { pageOf } from './page-of';
import { stageDashboard, type StageDashboard } from './stage-dashboard';

export interface DrawnPage {
  readonly html: string;
  readonly note: string;
}

/** Draws the dashboard of a stage, with its data where AWS can be asked and has it. */
export async function drawPage(stage: StageConfig): Promise<DrawnPage> {
  const page = await pageWithData(stage, stageDashboard(loadConfig().shared, stage));
  const title = `${page.title}: ${page.verdict.text}`;
  return { html: renderPage('dashboard', title, page), note: page.note };
}

/** The page, with data where AWS can be asked: an error that people can understand stops nothing. */
async function pageWithData(stage: StageConfig, dashboard: StageDashboard): Promise<DashboardPage> {
  try {
    const monitoring = await openStage(stage);
    const now = awsClock(monitoring.clients(dashboard.region).cloudwatch);
    const data = await dashboardData(monitoring, dashboard, now);
    const commit = await deployedCommit(await contextOfScope(stage.name), stage);
    return pageOf(dashboard, { data, commit }, now());
  } catch (error) {
    if (error instanceof UserError) return pageOf(dashboard, { reason: error.message }, new Date());
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
