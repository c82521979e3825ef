import { describe, expect, it } from '@jest/globals';
import {
  alarmTable,
  anyNotOk,
  raisedSince,
  thresholdText,
} from '../../../src/ops/alarms/alarm-table';
import type { StageAlarm } from '../../../src/ops/alarms/stage-alarms';
import { PLAIN } from '../../../src/cli/terminal';
import { compositeAlarm, stageAlarm, TOPIC } from '../../support/alarms';

const now = new Date('2030-01-01T02:05:00Z');
const { threshold } = stageAlarm('any');

describe('alarmTable', () => {
  it('shows severity, state, since when, threshold and actions', () => {
    const alarms = [compositeAlarm('unhealthy'), stageAlarm('api-5xx'), stageAlarm('api-latency')];
    expect(alarmTable('dev', alarms, PLAIN, { now })).toBe(
      `ALARM        SEVERITY  REGION     STATE      SINCE  TELLS               RAISED BY
unhealthy    page      us-east-1  OK     2 h 5 min  pages (ALARM, OK)   any of 2 page alarms
api-5xx      page      us-east-1  OK     2 h 5 min  alarms (ALARM, OK)  5xx Sum > 10 in 1 h
api-latency  ticket    us-east-1  OK     2 h 5 min  alarms (ALARM, OK)  5xx Sum > 10 in 1 h

3 alarms, all OK.
Their full names begin with image-service-dev-. What to do: docs/runbook.md`,
    );
  });

  it.each([120, 140])('keeps every row within %i columns, and every word', (width) => {
    const metric = 'AccountMaxTableLevelWrites, ConsumedWriteCapacityUnits';
    const alarm = stageAlarm('dynamodb-writes', {
      threshold: { ...threshold, metric, expression: 'a' },
    });
    const [table = ''] = alarmTable('dev', [alarm], PLAIN, { now, width }).split('\n\n');
    expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(table.replaceAll(/\s+/g, ' ')).toContain(`${metric} (expression) > 10 in 1 h`);
  });

  it('knows no severity of an alarm that no definition makes any more', () => {
    const [, row = ''] = alarmTable('dev', [stageAlarm('gone')], PLAIN, { now }).split('\n');
    expect(row).toMatch(/^gone +us-east-1/);
  });

  it('gives the reasons of those that are not OK', () => {
    const alarms = [
      stageAlarm('a'),
      stageAlarm('b', { state: 'ALARM', reason: '1 datapoint was above' }),
      stageAlarm('c', { state: 'INSUFFICIENT_DATA', reason: '' }),
    ];
    expect(alarmTable('dev', alarms, PLAIN, { now })).toContain(`
3 alarms, 2 not OK:
  b: 1 datapoint was above
  c: no reason given
INSUFFICIENT_DATA: not evaluated yet. After a deploy this takes AWS some minutes.
`);
    expect(anyNotOk(alarms)).toBe(true);
    expect(anyNotOk(alarms.slice(0, 1))).toBe(false);
  });

  it('names who came into ALARM since a deploy began, and nobody who was before', () => {
    const since = new Date('2030-01-01T00:00:00.000Z');
    const [before, start] = ['2029-12-31T23:59:59.999Z', since.toISOString()];
    const mended = stageAlarm('mended', { state: 'ALARM', since: before });
    const fresh = stageAlarm('new', { state: 'INSUFFICIENT_DATA', since: start });
    const broken = stageAlarm('broken', { state: 'ALARM', since: start });
    expect(raisedSince([stageAlarm('well'), mended, fresh], since)).toEqual([]);
    expect(raisedSince([mended, broken], since)).toEqual([broken]);
    const text = (...alarms: StageAlarm[]) => alarmTable('dev', alarms, PLAIN, { now, since });
    expect(text(mended)).toContain('\nNone came into ALARM since 2030-01-01 00:00:00 UTC.\n');
    expect(text(mended, broken)).toContain(
      '\nCame into ALARM since 2030-01-01 00:00:00 UTC: broken.\n',
    );
  });

  it.each([
    [{ alarmActions: [], okActions: [] }, 'nobody'],
    [{ okActions: [] }, 'alarms (ALARM)'],
    [{ okActions: ['arn:aws:sns:r:a:other'] }, 'alarms (ALARM); other (OK)'],
    [{ okActions: [TOPIC], actionsEnabled: false }, 'alarms (ALARM, OK) but is switched off'],
  ])('of %j tells %s', (overrides, expected) => {
    const [, row = ''] = alarmTable('dev', [stageAlarm('a', overrides)], PLAIN, { now }).split(
      '\n',
    );
    expect(row).toContain(`5 min  ${expected}  5xx Sum`);
  });
});

describe('thresholdText', () => {
  it.each([
    [{ periods: 2, of: 3, periodSeconds: 300 }, '5xx Sum > 10 in 5 min, 2 of 3 times'],
    [{ periodSeconds: 90, comparison: '<' }, '5xx Sum < 10 in 90 s'],
    [{ metric: 'Errors', expression: 'e/i' }, 'Errors (expression) > 10 in 1 h'],
  ])('of %j is %s', (overrides, expected) => {
    expect(thresholdText({ ...threshold, ...overrides })).toBe(expected);
  });
});
