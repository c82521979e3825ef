import { setTimeout as sleep } from 'node:timers/promises';
import { withStopSignal } from '../../system/interrupts';
import { configuredStage, openStage } from '../open-stage';
import { checkChoice, chooseAlarms, type AlarmChoice } from './choose-alarms';
import { everyAlarm, type AlarmState, type AnyAlarm } from './stage-alarms';
import { testAlarms, type AlarmTests, type TestOptions } from './test-alarms';

/** Reads a stage's alarms; waits at most `seconds` for those that AWS has not evaluated yet. */
export async function readAlarms(name: string, seconds = 0): Promise<AnyAlarm[]> {
  const monitoring = await openStage(configuredStage(name));
  return evaluatedAlarms(() => everyAlarm(monitoring), seconds);
}

/**
 * The alarms once AWS has evaluated all of them, which takes it some minutes after a deploy: until
 * then they are neither well nor raised. After at most `seconds`, as they are.
 */
export async function evaluatedAlarms<T extends AlarmState>(
  read: () => Promise<T[]>,
  seconds: number,
  intervalSeconds = 15,
): Promise<T[]> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const alarms = await read();
    const isWaiting = alarms.some(({ state }) => state === 'INSUFFICIENT_DATA');
    if (!isWaiting || performance.now() >= end) return alarms;
    await sleep(intervalSeconds * 1000);
  }
}

/** Tests the chosen alarms. Ctrl-C aborts that, after everything was put in order. */
export function testChosenAlarms(
  choice: AlarmChoice,
  options: Pick<TestOptions, 'say' | 'timeoutSeconds'>,
): Promise<AlarmTests> {
  return withStopSignal(async (signal) => {
    const stage = configuredStage(choice.stage);
    checkChoice(choice);
    const monitoring = await openStage(stage);
    const chosen = chooseAlarms(choice, await everyAlarm(monitoring));
    return testAlarms(monitoring, chosen, { ...options, signal });
  });
}
