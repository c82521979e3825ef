import { awsEndpoint } from '../../config/environment';
import { loadConfig, stageNamed } from '../../config/load';
import { dashboardName } from '../../config/names';
import { writeReport } from '../../cli/write-report';
import { consoleUrl } from './page-of';

export interface DashboardReport {
  readonly name: string;
  readonly region: string;
  readonly consoleUrl: string;
  /** The page that was written. @default none was asked for */
  readonly file?: string;
  /** Where its data comes from, or why there is none. */
  readonly note?: string;
}

/** Says where a stage's dashboard is; with a file, draws it into that. */
export async function reportDashboard(
  stageName: string,
  file: string | undefined,
): Promise<DashboardReport> {
  const stage = stageNamed(loadConfig(), stageName);
  const dashboard = { name: dashboardName(stage.name), region: stage.region };
  const report = { ...dashboard, consoleUrl: consoleUrl(dashboard) };
  if (file === undefined) return report;
  // The stacks take their time to load, and only this needs them.
  const { drawPage } = await import('./draw-page');
  const { html, note } = await drawPage(stage);
  writeReport(file, html);
  return { ...report, file, note };
}

/** The dashboard's report as text. */
export function formatDashboard({ consoleUrl: url, file, note = '' }: DashboardReport): string {
  const where =
    awsEndpoint() === undefined ? url : `${url}\n(on AWS; the local AWS has no console)`;
  return file === undefined ? where : `${where}\nDrawn into ${file}. ${note}`;
}
