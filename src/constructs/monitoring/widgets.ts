import { common, isMath, type Metric, type Series } from './metric';

/** A dashboard's grid has this many columns; a widget's width and height count its cells. */
export const GRID_COLUMNS = 24;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a line on a graph is drawn. */
interface LineOptions {
  readonly label?: string;
  readonly stat?: string;
  readonly id?: string;
  readonly visible?: boolean;
  readonly expression?: string;
}

/** A metric's namespace, name, and dimensions' names and values, then its options. */
export type Line = readonly (string | LineOptions)[];

/** A horizontal line on a graph: where an alarm is raised. */
export interface Threshold {
  readonly label: string;
  readonly value: number;
}

/** Time series in one region. */
export interface GraphWidget extends Size {
  readonly type: 'metric';
  readonly properties: {
    readonly title: string;
    readonly view: 'timeSeries';
    readonly stacked: false;
    readonly region: string;
    readonly period: number;
    readonly metrics: readonly Line[];
    readonly yAxis: { readonly left: { readonly min: number; readonly label: string } };
    readonly annotations?: { readonly horizontal: readonly Threshold[] };
  };
}

/** The state of alarms, each a coloured box. */
export interface AlarmStatusWidget extends Size {
  readonly type: 'alarm';
  readonly properties: { readonly title: string; readonly alarms: readonly string[] };
}

/** Text between the graphs: a heading, or links. */
export interface TextWidget extends Size {
  readonly type: 'text';
  readonly properties: { readonly markdown: string };
}

/**
 * What a dashboard shows.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export type Widget = GraphWidget | AlarmStatusWidget | TextWidget;

/** A widget with the grid coordinates of its upper left cell. */
export type PlacedWidget = Widget & { readonly x: number; readonly y: number };

/** A graph, a third of the dashboard wide; its unit is at its axis. */
export function graph(
  title: string,
  series: readonly Series[],
  thresholds: readonly Threshold[] = [],
): GraphWidget {
  const period = common(`graph "${title}"`, series, 'period');
  return {
    type: 'metric',
    width: GRID_COLUMNS / 3,
    height: 6,
    properties: {
      title,
      view: 'timeSeries',
      stacked: false,
      region: common(`graph "${title}"`, series, 'region'),
      period,
      metrics: series.flatMap(lines),
      yAxis: { left: { min: 0, label: unitOf(title) ?? `in ${period / 60} minutes` } },
      ...(thresholds.length > 0 && { annotations: { horizontal: thresholds } }),
    },
  };
}

/** Metrics of a graph, those included that only an expression takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
export const metricCount = ({ properties }: GraphWidget): number =>
  properties.metrics.filter(([first]) => typeof first === 'string').length;

/** The unit that a title ends with, in brackets. Without one the graph shows counts, each of a period. */
const unitOf = (title: string): string | undefined => / \(([^()]+)\)$/.exec(title)?.[1];

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const ALARMS_PER_WIDGET = 100;

/** The state of these alarms, across the whole dashboard: as many widgets as it takes. */
export function alarmStatus(title: string, alarmArns: readonly string[]): AlarmStatusWidget[] {
  const widgets = Math.ceil(alarmArns.length / ALARMS_PER_WIDGET);
  return Array.from({ length: widgets }, (_, index) => {
    const first = index * ALARMS_PER_WIDGET;
    const alarms = alarmArns.slice(first, first + ALARMS_PER_WIDGET);
    return {
      type: 'alarm',
      width: GRID_COLUMNS,
      // A row of boxes takes about two cells, and six fit beside each other.
      height: 1 + 2 * Math.ceil(alarms.length / 6),
      properties: { title, alarms },
    };
  });
}

/** The name of the part of the dashboard that follows. */
export const heading = (text: string): TextWidget => textWidget(`${HEADING}${text}`, 1);

/** What a heading says; undefined for other text. */
export const headingOf = (markdown: string): string | undefined =>
  markdown.startsWith(HEADING) ? markdown.slice(HEADING.length) : undefined;

const HEADING = '## ';

/** A paragraph across the whole dashboard. */
export const paragraph = (markdown: string): TextWidget => textWidget(markdown, 2);

const textWidget = (markdown: string, height: number): TextWidget => ({
  type: 'text',
  width: GRID_COLUMNS,
  height,
  properties: { markdown },
});

/**
 * Places rows below each other; a row that is too long goes on below its beginning.
 * @throws Error when a widget is wider than the grid.
 */
export function layOut(rows: readonly (readonly Widget[])[]): PlacedWidget[] {
  const placed: PlacedWidget[] = [];
  let y = 0;
  for (const row of rows) {
    let x = 0;
    let rowHeight = 0;
    for (const widget of row) {
      if (widget.width > GRID_COLUMNS) {
        throw new Error(`a widget must be at most ${GRID_COLUMNS} wide, not ${widget.width}`);
      }
      if (x + widget.width > GRID_COLUMNS) {
        x = 0;
        y += rowHeight;
        rowHeight = 0;
      }
      placed.push({ ...widget, x, y });
      x += widget.width;
      rowHeight = Math.max(rowHeight, widget.height);
    }
    y += rowHeight;
  }
  return placed;
}

function lines(series: Series, index: number): Line[] {
  if (!isMath(series)) return [line(series, { label: series.label })];
  return [
    [{ expression: series.expression, label: series.label, id: `result${index + 1}` }],
    ...Object.entries(series.metrics).map(([id, metric]) => line(metric, { id, visible: false })),
  ];
}

function line(metric: Metric, options: LineOptions): Line {
  const dimensions = Object.entries(metric.dimensions).flat();
  return [
    metric.namespace,
    metric.metricName,
    ...dimensions,
    { ...options, stat: metric.statistic },
  ];
}
