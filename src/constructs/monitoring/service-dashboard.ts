import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Construct } from 'constructs';
import { LIMITS } from '../../costs/inputs';
import { checkProp } from '../check-prop';
import type { AlarmDefinition, Section } from './alarm-definitions';
import type { ServiceAlarm, ServiceAlarms } from './service-alarms';
import { jsonExpression } from './json-expression';
import { GRAPHS, SECTIONS } from './service-graphs';
import type { Monitored } from './service-metrics';
import type { GraphWidget, PlacedWidget, Widget } from './widgets';
import { alarmStatus, graph, heading, layOut, metricCount, paragraph } from './widgets';

export interface ServiceDashboardProps {
  readonly dashboardName: string;
  readonly monitored: Monitored;
  readonly alarms: ServiceAlarms;
  readonly links: DashboardLinks;
}

/** Where the dashboard leads to. */
export interface DashboardLinks {
  /** The page that lists what was deployed, by commit. */
  readonly deployments: string;
  /** The section of the runbook on an alarm, by the id of its definition. */
  readonly runbook: (alarmId: string) => string;
}

/** A stage at a glance: its alarms on top, then each service, what alarms watch first. */
export class ServiceDashboard extends Construct {
  readonly dashboard: CloudwatchDashboard;
  /** What the dashboard shows and where, as CloudWatch gets it: dimensions and ARNs are tokens. */
  readonly widgets: readonly PlacedWidget[];

  constructor(scope: Construct, id: string, props: ServiceDashboardProps) {
    super(scope, id);
    this.widgets = layOut(rows(props));
    this.checkMetrics();
    this.dashboard = new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: props.dashboardName,
      dashboardBody: jsonExpression({ widgets: this.widgets }),
    });
  }

  /** With more, CloudWatch does not show the graphs. */
  private checkMetrics(): void {
    const graphs = this.widgets.filter((widget) => widget.type === 'metric');
    const counts = graphs.map(metricCount);
    const all = counts.reduce((sum, count) => sum + count, 0);
    const remedy = 'watch fewer functions, or fewer metrics of each';
    const most = LIMITS.metricsOfDashboard.value;
    checkProp(this, { metrics: all }, all > most && `must be at most ${most} in all: ${remedy}`);
    for (const [index, { properties }] of graphs.entries()) {
      const [count = 0, limit] = [counts[index], LIMITS.metricsOfWidget.value];
      const rule = `must be at most ${limit} in the graph "${properties.title}": ${remedy}`;
      checkProp(this, { metrics: count }, count > limit && rule);
    }
  }
}

function rows({ monitored, links, alarms: { alarms } }: ServiceDashboardProps): Widget[][] {
  const status = alarmStatus(
    'Alarms',
    alarms.map(({ resource }) => resource.arn),
  );
  const sections = (Object.keys(SECTIONS) as Section[]).flatMap((section) => {
    const graphs = [...alarmGraphs(alarms, section), ...GRAPHS[section](monitored)];
    return graphs.length === 0 ? [] : [[heading(SECTIONS[section])], graphs];
  });
  return [
    ...[...status, paragraph(linksText(alarms, links))].map((widget) => [widget]),
    ...sections,
  ];
}

/**
 * The version is a link: its text would change the dashboard, and with it every plan and every
 * deploy, with each commit, also where the commit changes nothing of the stage.
 */
function linksText(alarms: readonly ServiceAlarm[], { deployments, runbook }: DashboardLinks) {
  const definitions = new Set(alarms.map(({ definition }) => definition));
  const sections = [...definitions].map(({ id, title }) => `[${title}](${runbook(id)})`);
  return `**Deployed version:** [commit and time](${deployments})\n\n**What to do in ALARM:** ${sections.join(' · ')}`;
}

/** The title of the graph of what a definition's alarms watch: a line for each of them, in their order. */
export const alarmGraphTitle = ({ title, unit }: AlarmDefinition): string => `${title} (${unit})`;

/** One graph per definition: what its alarms watch, and the threshold that they share. */
function alarmGraphs(alarms: readonly ServiceAlarm[], section: Section): GraphWidget[] {
  const definitions = new Set(alarms.map(({ definition }) => definition));
  return [...definitions]
    .filter((definition) => definition.section === section)
    .map((definition) => {
      const own = alarms.filter((alarm) => alarm.definition === definition);
      const thresholds = new Set(own.map(({ threshold }) => threshold));
      return graph(
        alarmGraphTitle(definition),
        own.map(({ series }) => series),
        [...thresholds].map((value) => ({ label: `alarm ${definition.raised} ${value}`, value })),
      );
    });
}
