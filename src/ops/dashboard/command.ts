import type { Command } from 'commander';
import { awsEndpoint } from '../../config/environment';
import { loadConfig, stageNamed } from '../../config/load';
import { dashboardName } from '../../config/names';
import { COMMANDS } from '../commands';
import type { OutputOptions } from '../../cli/report';
import { addCommand, printReport } from '../../cli/report';
import { writeReport } from '../../cli/write-report';
import { consoleUrl } from './page-of';

interface DashboardFlags extends OutputOptions {
  readonly html?: string;
}

/** What `ops dashboard` tells. */
export interface DashboardReport {
  readonly name: string;
  readonly region: string;
  readonly consoleUrl: string;
  /** The page that was written. @default none was asked for */
  readonly file?: string;
  /** Where its data comes from, or why there is none. */
  readonly note?: string;
}

/** `ops dashboard` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.dashboard,
    description:
      "Prints the link to the dashboard of a stage in AWS's console. With --html it draws the dashboard as the code has it into one HTML file, deployed or not: layout, thresholds, and where the stage is deployed also the alarms' states and the metrics of the last 24 hours.",
    examples: ['dashboard dev', 'dashboard dev --html dashboard.html'],
  })
    .option('--html <file>', 'draw the dashboard into this file')
    .action((stage: string, options: DashboardFlags) => showDashboard(stage, options));
}

function showDashboard(name: string, options: DashboardFlags): Promise<void> {
  const { html } = options;
  return printReport(options, {
    doing: html === undefined ? 'Reading the configuration' : 'Drawing the dashboard',
    work: async (): Promise<DashboardReport> => {
      const stage = stageNamed(loadConfig(), name);
      const dashboard = { name: dashboardName(stage.name), region: stage.region };
      const report = { ...dashboard, consoleUrl: consoleUrl(dashboard) };
      if (html === undefined) return report;
      // The stacks take their time to load, and only this needs them.
      const { drawStage } = await import('./draw-stage');
      const page = await drawStage(stage);
      writeReport(html, page.html);
      return { ...report, file: html, note: page.note };
    },
    text: reportText,
  });
}

function reportText({ consoleUrl: url, file, note = '' }: DashboardReport): string {
  const where =
    awsEndpoint() === undefined ? url : `${url}\n(on AWS; the local AWS has no console)`;
  return file === undefined ? where : `${where}\nDrawn into ${file}. ${note}`;
}
