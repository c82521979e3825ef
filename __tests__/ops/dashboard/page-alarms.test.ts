import { describe, expect, it } from '@jest/globals';
import type { StageAlarm } from '../../../src/ops/alarms/stage-alarms';
import { alarmsOnPage, knownAlarms, raisedSince } from '../../../src/ops/dashboard/page-alarms';
import type { PageGraph, PageSeries } from '../../../src/pages/dashboard-page';
import type { DashboardAlarm } from '../../../src/ops/dashboard/stage-dashboard';
import { stageAlarm } from '../../support/alarms';

const now = new Date('2030-01-02T12:03:00Z');
const seconds = (time: string): number => Date.parse(time) / 1000;

const dashboardAlarm = (name: string, of: Partial<DashboardAlarm> = {}): DashboardAlarm => ({
  name: `image-service-dev-${name}`,
  title: `Title of ${name}`,
  region: 'us-east-1',
  raised: 'above',
  threshold: 10,
  unit: 'errors in an hour',
  graph: `Graph of ${name}`,
  line: 0,
  runbookUrl: `https://code.example/runbook#${name}`,
  ...of,
});

const graphOf = (title: string, ...points: readonly PageSeries['points'][]): PageGraph => ({
  kind: 'graph',
  title,
  unit: 'errors in an hour',
  measured: '',
  ...{ x: 0, y: 0, width: 8, height: 6, from: 0, to: 1 },
  series: points.map((own, index) => ({ label: `line ${index}`, points: own })),
  thresholds: [],
});

/** What the page says of alarms of which CloudWatch says that. */
function shown(
  alarms: readonly DashboardAlarm[],
  found: readonly StageAlarm[] | undefined,
  graphs: readonly PageGraph[] = [],
) {
  const byName = new Map(found?.map((alarm) => [alarm.name, alarm]));
  const data = found && { alarms: byName, points: new Map(), failed: [] };
  return alarmsOnPage(
    knownAlarms(alarms, data),
    (title) => graphs.find((graph) => graph.title === title),
    now,
  );
}

const raisedAt = (since: string, overrides: Partial<StageAlarm> = {}): Partial<StageAlarm> => ({
  state: 'ALARM',
  since,
  reason: 'Threshold Crossed',
  ...overrides,
});

describe('the verdict', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => dashboardAlarm(name));
  const three = [a, b, c].filter((alarm) => alarm !== undefined);
  const inState = (name: string, state: string) => stageAlarm(name, { state });

  it.each([
    {
      states: ['OK', 'ALARM', 'INSUFFICIENT_DATA'],
      tone: 'alarm',
      text: '1 of 3 in ALARM: Title of b',
    },
    {
      states: ['ALARM', 'OK', 'ALARM'],
      tone: 'alarm',
      text: '2 of 3 in ALARM: Title of a, Title of c',
    },
    { states: ['OK', 'OK', 'OK'], tone: 'ok', text: 'All 3 alarms OK' },
    {
      states: ['OK', 'INSUFFICIENT_DATA', 'OK'],
      tone: 'unsure',
      text: 'None in ALARM, but 1 of 3 not OK',
    },
    { states: ['OK'], tone: 'unsure', text: 'None in ALARM, but 2 of 3 not OK' },
  ])('is "$text" where alarms are $states', ({ states, ...verdict }) => {
    const found = states.map((state, index) => inState(['a', 'b', 'c'][index] ?? '', state));
    expect(shown(three, found).verdict).toEqual(verdict);
  });

  it('says that nothing is known where CloudWatch was not asked', () => {
    expect(shown(three, undefined).verdict).toEqual({
      tone: 'unsure',
      text: 'States of 3 alarms not known',
    });
  });
});

describe('an alarm in ALARM', () => {
  const points: PageSeries['points'] = [
    // Before it was raised, and farther beyond the threshold than all that follows.
    [seconds('2030-01-02T08:00:00Z'), 99],
    [seconds('2030-01-02T10:00:00Z'), 24],
    [seconds('2030-01-02T11:00:00Z'), 12],
  ];
  const raisedAlarm = (
    of: Partial<DashboardAlarm>,
    own: PageSeries['points'],
    threshold: Partial<StageAlarm['threshold']> = {},
  ) => {
    const found = stageAlarm('a', raisedAt('2030-01-02T11:05:00.000Z'));
    const alarm = { ...found, threshold: { ...found.threshold, ...threshold } };
    return shown([dashboardAlarm('a', of)], [alarm], [graphOf('Graph of a', own)]).raised[0]
      ?.alarms[0];
  };

  it('says since when, how far beyond the threshold, why, and where to go on', () => {
    expect(raisedAlarm({}, points)).toEqual({
      title: 'Title of a',
      name: 'image-service-dev-a',
      since: 'for 58 min, since 2030-01-02 11:05:00 UTC',
      isBeyond: true,
      value: '24 errors in an hour',
      beyond: '14 above the threshold of 10 (2.4 times it)',
      measured: 'At 10:00 UTC; the latest is 12, at 11:00 UTC',
      reason: 'Threshold Crossed',
      runbookUrl: 'https://code.example/runbook#a',
      consoleUrl:
        'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/image-service-dev-a',
    });
  });

  it('takes the threshold that CloudWatch has', () => {
    expect(raisedAlarm({}, points, { value: 20 })?.beyond).toBe(
      '4 above the threshold of 20 (1.2 times it)',
    );
  });

  it('looks back as far as the periods that raised it', () => {
    const threshold = { periodSeconds: 3600, of: 3 };
    expect(raisedAlarm({}, points, threshold)?.value).toBe('99 errors in an hour');
  });

  it('is the farther beyond the lower it is, where it is raised below', () => {
    const of = { raised: 'below', unit: 'days left' } as const;
    const days: PageSeries['points'] = [
      [seconds('2030-01-01T00:00:00Z'), 9],
      [seconds('2030-01-02T00:00:00Z'), 8],
    ];
    expect(raisedAlarm(of, days, { value: 30, periodSeconds: 86_400 })).toMatchObject({
      value: '8 days left',
      beyond: '22 below the threshold of 30',
      measured: 'The latest value, at 00:00 UTC',
    });
  });

  it('is not compared with nothing: a threshold of 0 has no multiples', () => {
    expect(raisedAlarm({}, points, { value: 0 })?.beyond).toBe('24 above the threshold of 0');
  });

  it('says when its values are not beyond the threshold, e.g. since somebody has set it', () => {
    const yesterday: PageSeries['points'] = [[seconds('2030-01-01T23:00:00Z'), 10]];
    expect(raisedAlarm({}, yesterday, { periodSeconds: 86_400 })).toMatchObject({
      isBeyond: false,
      value: '10 errors in an hour',
      beyond: 'Not above the threshold of 10',
      measured: 'The latest value, at 2030-01-01 23:00 UTC',
    });
  });

  it.each([
    ['in two hours of its graph', points.slice(1).map(([time]) => [time, 6] as const)],
    ['not on its graph yet', []],
  ])('says what raised it where that is %s', (_what, own) => {
    const found = stageAlarm('a', raisedAt('2030-01-02T11:05:00.000Z', { evaluated: [3, 12, 11] }));
    const { raised } = shown([dashboardAlarm('a')], [found], [graphOf('Graph of a', own)]);
    expect(raised[0]?.alarms[0]).toMatchObject({
      isBeyond: true,
      value: '12 errors in an hour',
      beyond: '2 above the threshold of 10 (1.2 times it)',
      measured: 'What raised it; no value on its graph did',
    });
  });

  it('has no value where nothing was measured since', () => {
    const alarm = raisedAlarm({}, points.slice(0, 1));
    expect(alarm?.beyond).toBe('No value since then; the threshold of 10 errors in an hour');
    expect(alarm).not.toHaveProperty('value');
    expect(alarm?.isBeyond).toBe(false);
  });

  it('takes its own line of the graph', () => {
    const found = stageAlarm('a', raisedAt('2030-01-02T11:05:00.000Z'));
    const graph = graphOf('Graph of a', points, [[seconds('2030-01-02T11:00:00Z'), 77]]);
    const { raised } = shown([dashboardAlarm('a', { line: 1 })], [found], [graph]);
    expect(raised[0]?.alarms[0]?.value).toBe('77 errors in an hour');
  });
});

describe('the alarms of a page', () => {
  const high: PageSeries['points'] = [[seconds('2030-01-02T11:00:00Z'), 11]];
  const since = ['2030-01-02T11:05:00.000Z', '2030-01-02T11:30:00.000Z'] as const;
  const alarms = [
    dashboardAlarm('set', { graph: 'set' }),
    dashboardAlarm('well'),
    dashboardAlarm('late', { graph: 'both' }),
    dashboardAlarm('new'),
    dashboardAlarm('early', { graph: 'both' }),
  ];
  const found = [
    stageAlarm('set', raisedAt(since[0])),
    stageAlarm('well'),
    stageAlarm('late', raisedAt(since[1])),
    stageAlarm('early', raisedAt(since[0])),
  ];
  const graphs = [graphOf('set', []), graphOf('both', high)];

  it('are together where they watch one graph, what is still beyond its threshold first', () => {
    const { raised } = shown(alarms, found, graphs);
    expect(raised.map(({ graph }) => graph)).toEqual([graphs[1], graphs[0]]);
    expect(raised.map((group) => group.alarms.map(({ title }) => title))).toEqual([
      ['Title of late', 'Title of early'],
      ['Title of set'],
    ]);
  });

  it('that are not in ALARM follow, those that are OK at the end', () => {
    const threshold = 'above 10 errors in an hour';
    expect(shown(alarms, found, graphs).others).toEqual([
      { title: 'Title of new', threshold },
      { title: 'Title of well', threshold, state: 'OK' },
    ]);
  });

  it('mark a graph since the first of them is in ALARM', () => {
    const byName = new Map(found.map((alarm) => [alarm.name, alarm]));
    const known = knownAlarms(alarms, { alarms: byName, points: new Map(), failed: [] });
    expect(raisedSince(known, 'both')).toBe(seconds(since[0]));
    expect(raisedSince(known, 'Graph of well')).toBeUndefined();
  });
});
