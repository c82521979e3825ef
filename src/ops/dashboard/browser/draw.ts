import type UPlot from 'uplot';
import type {
  Page,
  PageAlarm,
  PageGraph,
  PageWidget,
  RaisedAlarm,
  RaisedAlarms,
} from '../page-model';

declare const uPlot: typeof UPlot;

/** Told apart also by those who see red and green alike; red itself is for thresholds. */
const COLORS = ['#3b7dd8', '#e08214', '#2a9d6f', '#9467bd', '#17a2b8', '#c49a00', '#8c6d5a'];

const STATES: Readonly<Record<string, string>> = {
  OK: 'ok',
  INSUFFICIENT_DATA: 'insufficient',
};

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });

/** With G for a billion: its B would read as bytes. */
const numberText = (value: number): string => compact.format(value).replace('B', 'G');

function element(
  tag: string,
  className: string,
  ...children: readonly (string | Node)[]
): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

const link = (text: string, url: string): HTMLElement => {
  const made = document.createElement('a');
  made.href = url;
  made.append(text);
  return made;
};

/** The alarms in ALARM that watch a graph, with the graph beside them. */
function raisedBox({ alarms, graph }: RaisedAlarms): HTMLElement {
  const box = element('section', 'raised', element('div', 'alarms', ...alarms.map(raisedText)));
  if (graph !== undefined) box.append(graphBox(graph));
  return box;
}

function raisedText(alarm: RaisedAlarm): HTMLElement {
  const { title, isBeyond, value, beyond, since, measured, reason, name } = alarm;
  return element(
    'article',
    isBeyond ? 'is-beyond' : '',
    element('h2', '', title),
    ...(value === undefined ? [] : [element('p', 'value', value)]),
    element('p', 'beyond', beyond),
    element('p', 'since', `In ALARM ${since}`),
    element(
      'p',
      'links',
      link('What to do', alarm.runbookUrl),
      link("Alarm in AWS's console", alarm.consoleUrl),
    ),
    ...[...(measured === undefined ? [] : [measured]), `CloudWatch: ${reason}`, name].map((text) =>
      element('p', 'detail', text),
    ),
  );
}

function stateBox({ title, threshold, state }: PageAlarm): HTMLElement {
  return element(
    'div',
    `state ${STATES[state ?? ''] ?? 'unknown'}`,
    element('b', '', title),
    element('i', '', state ?? 'not known'),
    element('span', '', threshold),
  );
}

function widgetBox(widget: PageWidget): HTMLElement {
  const box = widget.kind === 'graph' ? graphBox(widget) : element('h2', 'heading', widget.text);
  const { x, y, width, height } = widget;
  box.style.gridArea = `${y + 1} / ${x + 1} / span ${height} / span ${width}`;
  return box;
}

/** A graph's frame; the graph follows once its size is known. */
function graphBox(graph: PageGraph): HTMLElement {
  const box = element(
    'section',
    graph.raisedSince === undefined ? 'graph' : 'graph in-alarm',
    element('h3', '', graph.title, element('small', '', graph.measured)),
    element('small', 'unit', graph.unit),
  );
  toPlot.push([box, graph]);
  return box;
}

/** A graph with its legend; it follows the size of its box. */
function plot(box: HTMLElement, graph: PageGraph): void {
  const canvas = element('div', 'canvas');
  const values = graph.series.map(() => element('em', ''));
  const legend = element(
    'div',
    'legend',
    ...graph.series.map(({ label }, index) => {
      const dot = element('u', '');
      dot.style.background = colorOf(index);
      return element('span', '', dot, label, values[index] ?? '');
    }),
    element('small', 'zone', 'time in UTC'),
  );
  box.append(canvas, legend);
  const isEmpty = graph.series.every(({ points }) => points.length === 0);
  if (isEmpty) canvas.append(element('div', 'empty', 'no data'));
  const size = (): { width: number; height: number } => ({
    width: canvas.clientWidth,
    height: Math.max(80, canvas.clientHeight),
  });
  const chart = new uPlot({ ...size(), ...options(graph, values) }, aligned(graph), canvas);
  new ResizeObserver(() => {
    chart.setSize(size());
  }).observe(canvas);
}

function options(
  graph: PageGraph,
  values: readonly HTMLElement[],
): Omit<UPlot.Options, 'width' | 'height'> {
  const axis = {
    stroke: themeColor('--muted'),
    grid: { stroke: themeColor('--grid'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  return {
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false } },
    scales: {
      x: { range: () => [graph.from, graph.to] },
      y: { range: () => [0, highest(graph)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 70,
        values: (_, splits) => splits.map((at) => timeText(at, graph)),
      },
      { ...axis, size: 48, values: (_, splits) => splits.map((value) => numberText(value)) },
    ],
    series: [{}, ...graph.series.map((_, index) => line(index))],
    hooks: {
      drawClear: [
        (chart) => {
          if (graph.raisedSince !== undefined) shadeSince(chart, graph.raisedSince);
        },
      ],
      draw: [
        (chart) => {
          for (const threshold of graph.thresholds) drawThreshold(chart, threshold);
        },
      ],
      setCursor: [
        (chart) => {
          const at = chart.cursor.idx;
          for (const [index, shown] of values.entries()) {
            const value = at == null ? undefined : chart.data[index + 1]?.[at];
            shown.textContent = value == null ? '' : ` ${numberText(value)}`;
          }
        },
      ],
    },
  };
}

const line = (index: number): UPlot.Series => ({
  stroke: colorOf(index),
  width: 1.75,
  spanGaps: true,
  points: { size: 4, fill: colorOf(index) },
});

/** All lines on one axis of time; a line goes on to its next value, as in the console. */
function aligned(graph: PageGraph): UPlot.AlignedData {
  const times = new Set([graph.from, graph.to]);
  for (const { points } of graph.series) for (const [time] of points) times.add(time);
  const axis = [...times].sort((a, b) => a - b);
  const lines = graph.series.map(({ points }) => {
    const byTime = new Map(points);
    return axis.map((time) => byTime.get(time) ?? null);
  });
  return [axis, ...lines];
}

/** Room above the highest value, and above every threshold. */
function highest({ series, thresholds }: PageGraph): number {
  const values = series.flatMap(({ points }) => points.map(([, value]) => value));
  const most = Math.max(0, ...values, ...thresholds.map(({ value }) => value));
  return most === 0 ? 1 : most * 1.25;
}

function drawThreshold(chart: UPlot, { label, value }: PageGraph['thresholds'][number]): void {
  const { ctx, bbox } = chart;
  const y = Math.round(chart.valToPos(value, 'y', true));
  const scale = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = themeColor('--threshold');
  ctx.lineWidth = 1.5 * scale;
  ctx.setLineDash([6 * scale, 4 * scale]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `600 ${11 * scale}px system-ui, sans-serif`;
  // On the left: what has just been raised is on the right.
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.fillText(label, bbox.left + 4 * scale, y - 3 * scale);
  ctx.restore();
}

/** Behind the lines: the time in ALARM. */
function shadeSince(chart: UPlot, since: number): void {
  const { ctx, bbox } = chart;
  const left = Math.max(bbox.left, chart.valToPos(since, 'x', true));
  ctx.save();
  ctx.fillStyle = themeColor('--in-alarm');
  ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height);
  ctx.restore();
}

const DAY = 24 * 3600;

/** The hour where a day is shown, else the day. */
function timeText(seconds: number, { from, to }: PageGraph): string {
  const text = new Date(seconds * 1000).toISOString();
  return to - from > DAY ? text.slice(5, 10) : text.slice(11, 16);
}

const colorOf = (index: number): string => COLORS[index % COLORS.length] ?? '';

const themeColor = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const toPlot: [HTMLElement, PageGraph][] = [];
const page = JSON.parse(document.querySelector('#page')?.textContent ?? '{}') as Page;
// Before all else, also before the note.
document.querySelector('header')?.after(...page.raised.map(raisedBox));
document.body.append(
  element('section', 'states', ...page.others.map(stateBox)),
  element('main', '', ...page.widgets.map(widgetBox)),
);
// Laid out before the graphs are drawn: they are as large as their boxes.
for (const [box, graph] of toPlot) plot(box, graph);
document.body.dataset.drawn = String(toPlot.length);
