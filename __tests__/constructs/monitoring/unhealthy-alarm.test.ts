import { describe, expect, it } from '@jest/globals';
import { ALARMS } from '../../../src/constructs/monitoring/alarm-definitions';
import { UnhealthyAlarm } from '../../../src/constructs/monitoring/unhealthy-alarm';
import { createAlarms, functions } from '../../support/monitoring';

/** The composite alarm over that many alarms. */
function create(count: number) {
  const names = Array.from({ length: count }, (_, index) => `f${index}`);
  const definitions = ALARMS.filter(({ id }) => id === 'lambda-duration');
  const { stack, alarms, topic } = createAlarms({ definitions, functions: functions(...names) });
  const pageAlarms = alarms.alarms;
  return new UnhealthyAlarm(stack, 'unhealthy', { alarmName: 'unhealthy', pageAlarms, topic });
}

describe('UnhealthyAlarm', () => {
  it('takes as many alarms as CloudWatch does, and no more', () => {
    expect(() => create(100)).not.toThrow();
    expect(() => create(101)).toThrow(
      'test/unhealthy: pageAlarms must be at most 100, as many as a composite alarm takes: give others the severity ticket, not 101',
    );
  });
});
