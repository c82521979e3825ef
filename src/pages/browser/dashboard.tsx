import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type {
  DashboardPage,
  PageAlarm,
  PageGraph,
  PageWidget,
  RaisedAlarm,
} from '../dashboard-page';
import { draw, Header } from './frame';

/** Told apart also by those who see red and green alike; red itself is for thresholds. */
const COLORS = ['#3b7dd8', '#e08214', '#2a9d6f', '#9467bd', '#17a2b8', '#c49a00', '#8c6d5a'];

const STATES: Readonly<Record<string, string>> = {
  OK: 'ok',
  INSUFFICIENT_DATA: 'insufficient',
};

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });

/** With G for a billion: its B would read as bytes. */
const numberText = (value: number): string => compact.format(value).replace('B', 'G');

function Page({ data }: { data: DashboardPage }) {
  const { title, verdict, note, links, raised, others, widgets } = data;
  return (
    <>
      <Header title={title} verdict={verdict.text} tone={verdict.tone} />
      <main>
        {/* Before all else, also before the note. */}
        {raised.map(({ alarms, graph }) => (
          <section class="raised" aria-label="In ALARM">
            <div class="alarms">{alarms.map(raisedAlarm)}</div>
            {graph !== undefined && <Graph graph={graph} />}
          </section>
        ))}
        <div class="note">
          <p class="links">
            {links.map(({ text, url }) => (
              <a href={url}>{text}</a>
            ))}
          </p>
          {note}
        </div>
        <section class="states" aria-label="Alarms">
          {others.map(otherAlarm)}
        </section>
        <div class="grid">{widgets.map(placedWidget)}</div>
      </main>
    </>
  );
}

const raisedAlarm = (alarm: RaisedAlarm) => (
  <article class={alarm.isBeyond ? 'is-beyond' : ''}>
    <h2>{alarm.title}</h2>
    {alarm.value !== undefined && <p class="value">{alarm.value}</p>}
    <p class="beyond">{alarm.beyond}</p>
    <p class="since">In ALARM {alarm.since}</p>
    <p class="links">
      <a href={alarm.runbookUrl}>What to do</a>
      <a href={alarm.consoleUrl}>Alarm in AWS's console</a>
    </p>
    {alarm.measured !== undefined && <p class="detail">{alarm.measured}</p>}
    <p class="detail">CloudWatch: {alarm.reason}</p>
    <p class="detail">{alarm.name}</p>
  </article>
);

const otherAlarm = ({ title, threshold, state }: PageAlarm) => (
  <div class={`state ${STATES[state ?? ''] ?? 'unknown'}`}>
    <b>{title}</b>
    <i>{state ?? 'not known'}</i>
    <span>{threshold}</span>
  </div>
);

function placedWidget(widget: PageWidget) {
  const { x, y, width, height } = widget;
  const gridArea = `${y + 1} / ${x + 1} / span ${height} / span ${width}`;
  return widget.kind === 'graph' ? (
    <Graph graph={widget} gridArea={gridArea} />
  ) : (
    <h2 class="heading" style={{ gridArea }}>
      {widget.text}
    </h2>
  );
}

/** A graph with its legend; it follows the size of its box. */
function Graph({ graph, gridArea = '' }: { graph: PageGraph; gridArea?: string }) {
  const canvas = useRef<HTMLDivElement>(null);
  const [values, setValues] = useState<readonly string[]>([]);
  useEffect(() => {
    const { current: box } = canvas;
    if (box === null) return;
    const size = () => ({ width: box.clientWidth, height: Math.max(80, box.clientHeight) });
    const chart = new uPlot({ ...size(), ...options(graph, setValues) }, aligned(graph), box);
    new ResizeObserver(() => {
      chart.setSize(size());
    }).observe(box);
  }, [graph]);
  const isEmpty = graph.series.every(({ points }) => points.length === 0);
  return (
    <figure
      class={graph.raisedSince === undefined ? 'graph' : 'graph in-alarm'}
      style={{ gridArea }}
    >
      <h3>
        {graph.title} <small>{graph.measured}</small>
      </h3>
      <small class="unit">{graph.unit}</small>
      <div class="canvas" ref={canvas}>
        {isEmpty && <div class="empty">no data</div>}
      </div>
      <div class="legend">
        {graph.series.map(({ label }, index) => (
          <span>
            <u style={{ background: colorOf(index) }} />
            {label} <em>{values[index]}</em>
          </span>
        ))}
        <small class="zone">time in UTC</small>
      </div>
    </figure>
  );
}

function options(
  graph: PageGraph,
  showValues: (values: readonly string[]) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
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
          const values = at == null ? [] : chart.data.slice(1).map((line) => line[at]);
          showValues(values.map((value) => (value == null ? '' : numberText(value))));
        },
      ],
    },
  };
}

const line = (index: number): uPlot.Series => ({
  stroke: colorOf(index),
  width: 1.75,
  spanGaps: true,
  points: { size: 4, fill: colorOf(index) },
});

/** All lines on one axis of time; a line goes on to its next value, as in the console. */
function aligned(graph: PageGraph): uPlot.AlignedData {
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

function drawThreshold(chart: uPlot, { label, value }: PageGraph['thresholds'][number]): void {
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
function shadeSince(chart: uPlot, since: number): void {
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

draw(Page, (json) => JSON.parse(json) as DashboardPage);
