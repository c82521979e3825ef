import { alarmNamePrefix, UNHEALTHY_ALARM } from '../../config/names';
import { definitionOf } from '../../constructs/monitoring/alarm-definitions';
import { formatTable } from '../../cli/table';
import { PLAIN_WIDTH, statusText, type Style } from '../../cli/terminal';
import { formatAge, formatPeriod, formatTime } from '../../cli/times';
import type { AlarmState, AlarmThreshold, AnyAlarm } from './stage-alarms';

export interface AlarmTableOptions {
  /** @default at this moment */
  readonly now?: Date;
  /** What is judged is only who came into ALARM since then. @default all */
  readonly since?: Date | undefined;
  readonly width?: number;
}

/** A stage's alarms as text: their severity and state, since when, what raises them, and who is told. */
export function alarmTable(
  stage: string,
  alarms: readonly AnyAlarm[],
  style: Style,
  { now = new Date(), since, width = PLAIN_WIDTH }: AlarmTableOptions = {},
): string {
  const prefix = alarmNamePrefix(stage);
  const table = formatTable<AnyAlarm>(
    [
      { head: 'ALARM', cell: ({ name }) => name.replace(prefix, '') },
      { head: 'SEVERITY', cell: ({ name }) => severityOf(name.replace(prefix, '')) },
      { head: 'REGION', cell: ({ region }) => region },
      { head: 'STATE', cell: ({ state }) => statusText(state, style) },
      { head: 'SINCE', cell: ({ since }) => formatAge(new Date(since), now), align: 'right' },
      { head: 'TELLS', cell: (alarm) => actionsText(prefix, alarm) },
      { head: 'RAISED BY', cell: raisedBy },
    ],
    alarms,
    style,
    width,
  );
  return [table, '', summary(prefix, alarms, since)].join('\n');
}

/** Whether any alarm is raised, or not known to be well. */
export const anyNotOk = (alarms: readonly AlarmState[]): boolean =>
  alarms.some(({ state }) => state !== 'OK');

/** The alarms that are raised and were not at that time. */
export const raisedSince = (alarms: readonly AlarmState[], start: Date): readonly AlarmState[] =>
  alarms.filter(({ state, since }) => state === 'ALARM' && new Date(since) >= start);

/** The severity of the definition that made the alarm; empty for one that no definition makes any more. */
const severityOf = (name: string): string =>
  name === UNHEALTHY_ALARM ? 'page' : (definitionOf(name)?.severity ?? '');

function raisedBy(alarm: AnyAlarm): string {
  if ('threshold' in alarm) return thresholdText(alarm.threshold);
  return `any of ${alarm.rule.split(' OR ').length} page alarms`;
}

/** A threshold in a few words, e.g. `5xx Sum > 10 in 1 h`. */
export function thresholdText(of: AlarmThreshold): string {
  const metric =
    of.expression === undefined ? [of.metric, of.statistic ?? ''] : [of.metric, '(expression)'];
  const often = of.of > 1 ? `, ${of.periods} of ${of.of} times` : '';
  const what = [...metric, of.comparison, of.value].filter((part) => part !== '').join(' ');
  return `${what} in ${formatPeriod(of.periodSeconds)}${often}`;
}

function actionsText(
  prefix: string,
  { actionsEnabled, alarmActions, okActions }: AlarmState,
): string {
  const targets = [...new Set([...alarmActions, ...okActions])];
  if (targets.length === 0) return 'nobody';
  const each = targets.map((arn) => {
    const states = [alarmActions.includes(arn) && 'ALARM', okActions.includes(arn) && 'OK'];
    const name = arn.split(':').at(-1) ?? arn;
    return `${name.replace(prefix, '')} (${states.filter((state) => state !== false).join(', ')})`;
  });
  return `${each.join('; ')}${actionsEnabled ? '' : ' but is switched off'}`;
}

function summary(prefix: string, alarms: readonly AlarmState[], since: Date | undefined): string {
  const bad = alarms.filter(({ state }) => state !== 'OK');
  const count = `${alarms.length} ${alarms.length === 1 ? 'alarm' : 'alarms'}`;
  const lines = [
    bad.length === 0 ? `${count}, all OK.` : `${count}, ${bad.length} not OK:`,
    ...bad.map(
      ({ name, reason }) => `  ${name.replace(prefix, '')}: ${reason || 'no reason given'}`,
    ),
    ...(bad.some(({ state }) => state === 'INSUFFICIENT_DATA')
      ? ['INSUFFICIENT_DATA: not evaluated yet. After a deploy this takes AWS some minutes.']
      : []),
    ...(since === undefined ? [] : [judgement(prefix, raisedSince(alarms, since), since)]),
    `Their full names begin with ${prefix}. What to do: docs/runbook.md`,
  ];
  return lines.join('\n');
}

function judgement(prefix: string, raised: readonly AlarmState[], since: Date): string {
  const names = raised.map(({ name }) => name.replace(prefix, '')).join(', ');
  const time = formatTime(since);
  return names === ''
    ? `None came into ALARM since ${time}.`
    : `Came into ALARM since ${time}: ${names}.`;
}
