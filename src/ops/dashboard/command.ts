import { Option } from 'commander';
import { defineCommand, JSON_OPTION, type OutputOptions } from '../../cli/command';
import { printReport } from '../../cli/report';

export const dashboard = defineCommand({
  usage: 'dashboard <stage>',
  summary: 'show where the dashboard is, or draw it into a file',
  description:
    "Prints the link to the dashboard of a stage in AWS's console. With --html it draws the dashboard as the code has it into one HTML file, deployed or not: layout, thresholds, and where the stage is deployed also the alarms' states and the metrics of the last 24 hours.",
  options: [JSON_OPTION, new Option('--html <file>', 'draw the dashboard into this file')],
  exitCodes: { 0: 'done', 1: 'failed' },
  examples: ['dashboard dev', 'dashboard dev --html dashboard.html'],
  handler: async (stage: string, options: OutputOptions & { readonly html?: string }) => {
    const { formatDashboard, reportDashboard } = await import('./dashboard');
    const { html } = options;
    return printReport(options, {
      doing: html === undefined ? 'Reading the configuration' : 'Drawing the dashboard',
      work: () => reportDashboard(stage, html),
      text: formatDashboard,
    });
  },
});
