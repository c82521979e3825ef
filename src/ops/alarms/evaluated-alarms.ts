import { setTimeout as sleep } from 'node:timers/promises';
import type { AlarmState } from './stage-alarms';

export interface WaitOptions {
  /** How long to wait at most; 0: not at all. */
  readonly seconds: number;
  /** @default 15 */
  readonly intervalSeconds?: number;
}

/**
 * The alarms once AWS has evaluated all of them, which takes it some minutes after a deploy: until
 * then they are neither well nor raised. After the wait, as they are.
 */
export async function evaluatedAlarms<T extends AlarmState>(
  read: () => Promise<T[]>,
  { seconds, intervalSeconds = 15 }: WaitOptions,
): Promise<T[]> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const alarms = await read();
    const isWaiting = alarms.some(({ state }) => state === 'INSUFFICIENT_DATA');
    if (!isWaiting || performance.now() >= end) return alarms;
    await sleep(intervalSeconds * 1000);
  }
}
