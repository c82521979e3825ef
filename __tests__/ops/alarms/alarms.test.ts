import { describe, expect, it, jest } from '@jest/globals';
import { evaluatedAlarms } from '../../../src/ops/alarms/alarms';
import type { StageAlarm } from '../../../src/ops/alarms/stage-alarms';
import { stageAlarm } from '../../support/alarms';

const NEW = [stageAlarm('old'), stageAlarm('new', { state: 'INSUFFICIENT_DATA' })];
const well = [stageAlarm('old'), stageAlarm('new')];
const raised = [stageAlarm('old', { state: 'ALARM' }), stageAlarm('new')];

/** CloudWatch gives these answers, one after the other; the last one for good. */
function reading(...answers: StageAlarm[][]) {
  let call = 0;
  return jest.fn(() => Promise.resolve(answers[Math.min(call++, answers.length - 1)] ?? []));
}

describe('evaluatedAlarms', () => {
  it.each([
    ['well', well],
    ['raised', raised],
  ])('waits until new alarms are evaluated, and are %s', async (_, then) => {
    const read = reading(NEW, NEW, then);
    expect(await evaluatedAlarms(read, 60, 0.01)).toBe(then);
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('waits for nothing where all are evaluated', async () => {
    const read = reading(raised);
    await evaluatedAlarms(read, 60);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('gives up after the wait, without one at once', async () => {
    const read = reading(NEW);
    expect(await evaluatedAlarms(read, 0)).toBe(NEW);
    expect(read).toHaveBeenCalledTimes(1);
    expect(await evaluatedAlarms(read, 0.05, 0.02)).toBe(NEW);
  });
});
