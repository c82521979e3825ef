import { commitUrl } from '../../config/links';
import type { GraphWidget, PlacedWidget } from '../../constructs/monitoring/widgets';
import { headingOf } from '../../constructs/monitoring/widgets';
import type { Commit } from '../../system/commit';
import { formatPeriod, formatTime } from '../../cli/times';
import { shownTime, type DashboardData } from './dashboard-data';
import { drawnLines, isGraph } from './graph-queries';
import { alarmsOnPage, knownAlarms, raisedSince } from './page-alarms';
import type { DashboardPage, PageGraph, PageHeading, PageWidget } from '../../pages/dashboard-page';
import type { StageDashboard } from './stage-dashboard';

export type DataOrReason =
  | {
      readonly data: DashboardData;
      /** What the stage was deployed from. @default it was not noted, or may not be read */
      readonly commit?: Commit | undefined;
    }
  | { readonly reason: string };

/** The dashboard in AWS's console. */
export const consoleUrl = ({ name, region }: Pick<StageDashboard, 'name' | 'region'>): string =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;

/** What the page shows of a dashboard: its alarms in its own way, then its graphs as they are placed. */
export function pageOf(dashboard: StageDashboard, from: DataOrReason, now: Date): DashboardPage {
  const data = 'data' in from ? from.data : undefined;
  const alarms = knownAlarms(Object.values(dashboard.alarms), data);
  const draw = (widget: GraphWidget & PlacedWidget): PageGraph =>
    pageGraph(widget, data, raisedSince(alarms, widget.properties.title), now);
  const graphs = dashboard.widgets.filter(isGraph);
  const graphNamed = (name: string): PageGraph | undefined =>
    graphs.filter(({ properties }) => properties.title === name).map(draw)[0];
  const widgets = dashboard.widgets.flatMap((widget): PageWidget[] =>
    isGraph(widget) ? [draw(widget)] : pageHeading(widget),
  );
  const top = Math.min(...widgets.map(({ y }) => y));
  return {
    title: dashboard.name,
    note: noteOf(from, now),
    links: [
      deployedLink(dashboard, 'data' in from ? from.commit : undefined),
      { text: "Dashboard in AWS's console", url: consoleUrl(dashboard) },
    ],
    ...alarmsOnPage(alarms, graphNamed, now),
    widgets: widgets.map((widget) => ({ ...widget, y: widget.y - top })),
  };
}

/** The commit that was deployed; where that is not known, what GitHub deployed. */
function deployedLink({ repository, deploymentsUrl }: StageDashboard, commit: Commit | undefined) {
  if (commit === undefined) return { text: 'Deployed version', url: deploymentsUrl };
  const { sha, isModified } = commit;
  const modified = isModified ? ' with changes not committed' : '';
  return { text: `Deployed: ${sha.slice(0, 12)}${modified}`, url: commitUrl(repository, sha) };
}

const placeOf = ({ x, y, width, height }: PlacedWidget) => ({ x, y, width, height });

function pageHeading(widget: PlacedWidget): PageHeading[] {
  const text = widget.type === 'text' ? headingOf(widget.properties.markdown) : undefined;
  return text === undefined ? [] : [{ ...placeOf(widget), kind: 'heading', text }];
}

function pageGraph(
  widget: GraphWidget & PlacedWidget,
  data: DashboardData | undefined,
  since: number | undefined,
  now: Date,
): PageGraph {
  const { title, yAxis, annotations, period, region } = widget.properties;
  const unit = yAxis.left.label;
  return {
    ...placeOf(widget),
    ...shownTime(widget, now),
    kind: 'graph',
    // Its unit is at the axis.
    title: title.replace(` (${unit})`, ''),
    unit,
    measured: `every ${formatPeriod(period)}, ${region}`,
    series: drawnLines(widget).map(({ label, id }) => ({
      label,
      points: data?.points.get(widget)?.get(id) ?? [],
    })),
    thresholds: annotations?.horizontal ?? [],
    ...(since !== undefined && { raisedSince: since }),
  };
}

function noteOf(from: DataOrReason, now: Date): string {
  if ('reason' in from) return `Drawn without data, as it would be deployed: ${from.reason}`;
  const { failed } = from.data;
  const failures =
    failed.length === 0 ? '' : ` CloudWatch failed to answer for: ${failed.join('; ')}.`;
  return `The last 24 hours (sizes and days left: 14 days) until ${formatTime(now)}. Times are in UTC.${failures}`;
}
