import type { GraphWidget, PlacedWidget } from '../../constructs/monitoring/widgets';
import { formatPeriod, formatTime } from '../times';
import type { DashboardData } from './dashboard-data';
import { shownTime } from './dashboard-data';
import { drawnLines } from './graph-queries';
import type { Page, PageWidget } from './page-model';
import type { StageDashboard } from './stage-dashboard';

/** The data of a dashboard, or why there is none. */
export type DataOrReason = { readonly data: DashboardData } | { readonly reason: string };

/** The dashboard in AWS's console. */
export const consoleUrl = ({ name, region }: Pick<StageDashboard, 'name' | 'region'>): string =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;

/** What the page shows of a dashboard. */
export function pageOf(dashboard: StageDashboard, from: DataOrReason, now: Date): Page {
  const data = 'data' in from ? from.data : undefined;
  return {
    title: dashboard.name,
    note: noteOf(from, now),
    consoleUrl: consoleUrl(dashboard),
    widgets: dashboard.widgets.map((widget) => pageWidget(widget, dashboard, data, now)),
  };
}

function pageWidget(
  widget: PlacedWidget,
  { alarms, name: prefix }: StageDashboard,
  data: DashboardData | undefined,
  now: Date,
): PageWidget {
  const { x, y, width, height } = widget;
  const place = { x, y, width, height };
  switch (widget.type) {
    case 'text':
      return { ...place, kind: 'heading', text: widget.properties.markdown.replace(/^#+\s*/, '') };
    case 'alarm':
      return {
        ...place,
        kind: 'alarms',
        title: widget.properties.title,
        alarms: widget.properties.alarms.map((arn) => {
          const { name = arn, threshold = '' } = alarms[arn] ?? {};
          const state = data?.states.get(name);
          // Every name begins with that of the dashboard.
          return {
            name: name.replace(`${prefix}-`, ''),
            threshold,
            ...(state !== undefined && { state }),
          };
        }),
      };
    case 'metric':
      return {
        ...place,
        ...shownTime(widget, now),
        kind: 'graph',
        title: widget.properties.title,
        measured: measured(widget),
        series: drawnLines(widget).map(({ label, id }) => ({
          label,
          points: data?.points.get(widget)?.get(id) ?? [],
        })),
        thresholds: widget.properties.annotations?.horizontal ?? [],
      };
  }
}

const measured = ({ properties: { period, region } }: GraphWidget): string =>
  `every ${formatPeriod(period)}, ${region}`;

function noteOf(from: DataOrReason, now: Date): string {
  if ('reason' in from) return `Drawn without data, as it would be deployed: ${from.reason}`;
  const { failed } = from.data;
  const failures =
    failed.length === 0 ? '' : ` CloudWatch failed to answer for: ${failed.join('; ')}.`;
  return `The last 24 hours (sizes and days left: 14 days) until ${formatTime(now)}. Times are in UTC.${failures}`;
}
