import { setTimeout as sleep } from 'node:timers/promises';
import type { Ended } from '../commands';
import type { Operator } from '../operator';
import { control, type TestAws } from '../test-aws';
import type { Stop } from './fault-case';

/** How long a Terraform that was interrupted has to take its call back. */
const TAKEN_BACK_MILLISECONDS = 3000;

const held = async (aws: TestAws): Promise<number> =>
  ((await control(aws, 'held')) as { readonly count: number }).count;

/** Runs a command, and sends it the signal once the local AWS holds such a call of it. */
export async function stopWhenHeld(
  aws: TestAws,
  operator: Operator,
  command: string,
  { signal, at }: Stop,
): Promise<Ended> {
  await control(aws, 'faults', [{ ...at, kind: 'hold' }]);
  const isTime = async (): Promise<boolean> => (await held(aws)) > 0;
  return operator.stopWhen(command, signal, isTime, async () => {
    await control(aws, 'faults', []);
    const end = performance.now() + TAKEN_BACK_MILLISECONDS;
    while ((await held(aws)) > 0 && performance.now() < end) await sleep(50);
    await control(aws, 'release');
  });
}
