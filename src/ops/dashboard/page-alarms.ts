import type { StageAlarm } from '../alarms/stage-alarms';
import { formatAge, formatTime } from '../../cli/times';
import type { DashboardData } from './dashboard-data';
import type {
  DashboardPage,
  PageAlarm,
  PageGraph,
  PageSeries,
  RaisedAlarm,
  RaisedAlarms,
  Verdict,
} from '../../pages/dashboard-page';
import type { DashboardAlarm } from './stage-dashboard';

interface KnownAlarm {
  readonly alarm: DashboardAlarm;
  /** @default CloudWatch was not asked, or has none of its name */
  readonly found: StageAlarm | undefined;
}

/** The dashboard's alarms, each with what CloudWatch says of it. */
export const knownAlarms = (
  alarms: readonly DashboardAlarm[],
  data: DashboardData | undefined,
): KnownAlarm[] => alarms.map((alarm) => ({ alarm, found: data?.alarms.get(alarm.name) }));

const isRaised = ({ found }: KnownAlarm): boolean => found?.state === 'ALARM';

/** Since when the first alarm on a graph is in ALARM, in seconds since 1970. */
export function raisedSince(alarms: readonly KnownAlarm[], graph: string): number | undefined {
  const times = alarms
    .filter((known) => isRaised(known) && known.alarm.graph === graph)
    .map(({ found }) => seconds(found?.since ?? ''));
  return times.length === 0 ? undefined : Math.min(...times);
}

/**
 * What the page says of the alarms: those in ALARM with their graphs, first what is still beyond
 * its threshold; then the others, first what is not known to be well.
 * @param graphNamed finds a graph by its title on the dashboard.
 */
export function alarmsOnPage(
  alarms: readonly KnownAlarm[],
  graphNamed: (title: string) => PageGraph | undefined,
  now: Date,
): Pick<DashboardPage, 'others' | 'raised' | 'verdict'> {
  const raised = alarms.filter(isRaised);
  const raisedOn = (title: string): RaisedAlarms => {
    const graph = graphNamed(title);
    const alarmsOfIt = raised.flatMap(({ alarm, found }) =>
      found !== undefined && alarm.graph === title
        ? [raisedAlarm(alarm, found, graph?.series[alarm.line], now)]
        : [],
    );
    return { graph, alarms: alarmsOfIt };
  };
  const isBeyond = (group: RaisedAlarms): number =>
    Number(group.alarms.some((alarm) => alarm.isBeyond));
  return {
    verdict: verdictOf(alarms),
    raised: [...new Set(raised.map(({ alarm }) => alarm.graph))]
      .map(raisedOn)
      .sort((one, other) => isBeyond(other) - isBeyond(one)),
    others: alarms
      .filter((known) => !isRaised(known))
      .map(otherAlarm)
      .sort((one, other) => Number(one.state === 'OK') - Number(other.state === 'OK')),
  };
}

function verdictOf(alarms: readonly KnownAlarm[]): Verdict {
  const raised = alarms.filter(isRaised);
  if (raised.length > 0) {
    const titles = raised.map(({ alarm }) => alarm.title).join(', ');
    return { tone: 'alarm', text: `${raised.length} of ${alarms.length} in ALARM: ${titles}` };
  }
  if (alarms.every(({ found }) => found === undefined)) {
    return { tone: 'unsure', text: `States of ${alarms.length} alarms not known` };
  }
  const unsure = alarms.filter(({ found }) => found?.state !== 'OK').length;
  return unsure === 0
    ? { tone: 'ok', text: `All ${alarms.length} alarms OK` }
    : { tone: 'unsure', text: `None in ALARM, but ${unsure} of ${alarms.length} not OK` };
}

const otherAlarm = ({ alarm, found }: KnownAlarm): PageAlarm => ({
  title: alarm.title,
  threshold: `${alarm.raised} ${format(alarm.threshold)} ${alarm.unit}`,
  ...(found !== undefined && { state: found.state }),
});

function raisedAlarm(
  alarm: DashboardAlarm,
  found: StageAlarm,
  series: PageSeries | undefined,
  now: Date,
): RaisedAlarm {
  const { name, region, title, runbookUrl } = alarm;
  const since = new Date(found.since);
  return {
    name,
    title,
    since: `for ${formatAge(since, now)}, since ${formatTime(since)}`,
    ...measurement(alarm, found, series?.points ?? [], now),
    reason: found.reason,
    runbookUrl,
    consoleUrl: `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${name}`,
  };
}

/**
 * How far the alarm's values are beyond its threshold: the farthest since it was raised, and the latest. Where
 * none on its graph is, what CloudWatch has evaluated: its hour ends with any minute, those of the graph with
 * the clock's, and errors within one may be in two of the graph's.
 */
function measurement(
  { raised, unit }: DashboardAlarm,
  { since, evaluated = [], threshold: { value: threshold, periodSeconds, of } }: StageAlarm,
  points: PageSeries['points'],
  now: Date,
): Pick<RaisedAlarm, 'beyond' | 'isBeyond' | 'measured' | 'value'> {
  // Raised by periods that had ended by then.
  const from = seconds(since) - periodSeconds * (of + 1);
  const [first, ...rest] = points.filter(([time]) => time >= from);
  const limit = `the threshold of ${format(threshold)}`;
  const distance = (value: number): number =>
    raised === 'above' ? value - threshold : threshold - value;
  const valueInWords = (value: number) => {
    const over = distance(value);
    const times =
      raised === 'above' && threshold > 0 ? ` (${format(value / threshold)} times it)` : '';
    return {
      isBeyond: over > 0,
      value: `${format(value)} ${unit}`,
      beyond: over > 0 ? `${format(over)} ${raised} ${limit}${times}` : `Not ${raised} ${limit}`,
    };
  };
  const isDrawn = [first, ...rest].some((point) => point !== undefined && distance(point[1]) > 0);
  const [raisedBy] = evaluated.toSorted((one, other) => distance(other) - distance(one));
  if (!isDrawn && raisedBy !== undefined && distance(raisedBy) > 0) {
    return { ...valueInWords(raisedBy), measured: 'What raised it; no value on its graph did' };
  }
  if (first === undefined)
    return { isBeyond: false, beyond: `No value since then; ${limit} ${unit}` };
  const farthest = rest.reduce(
    (one, other) => (distance(other[1]) > distance(one[1]) ? other : one),
    first,
  );
  const latest = rest.at(-1) ?? first;
  return {
    ...valueInWords(farthest[1]),
    measured:
      farthest === latest
        ? `The latest value, at ${shortTime(latest[0], now)}`
        : `At ${shortTime(farthest[0], now)}; the latest is ${format(latest[1])}, at ${shortTime(latest[0], now)}`,
  };
}

const seconds = (time: string): number => new Date(time).getTime() / 1000;

const format = (value: number): string =>
  new Intl.NumberFormat('en', { maximumSignificantDigits: 4 }).format(value);

/** Without the day where that is today's. */
function shortTime(at: number, now: Date): string {
  const [time, today] = [new Date(at * 1000), now].map((date) => date.toISOString().slice(0, 16));
  const text = (time ?? '').replace('T', ' ');
  return `${text.slice(0, 10) === today?.slice(0, 10) ? text.slice(11) : text} UTC`;
}
