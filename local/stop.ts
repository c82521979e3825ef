import { setTimeout as sleep } from 'node:timers/promises';
import { sendSignal } from '../src/system/interrupts';
import {
  commandLine,
  notedInstance,
  removeInstance,
  runningInstance,
  type Instance,
} from './instance';

const STOP_MILLISECONDS = 10_000;

/**
 * Ends the local AWS of a data folder and waits for its end. Everything in it is forgotten.
 * @returns whether it was running.
 */
export async function stopLocalAws(dataDirectory: string): Promise<boolean> {
  const running = await runningInstance(dataDirectory);
  if (running === undefined) {
    clearLeftovers(dataDirectory);
    return false;
  }
  sendSignal(running.pid, 'SIGTERM');
  const deadline = performance.now() + STOP_MILLISECONDS;
  while (isServer(running)) {
    if (performance.now() > deadline) {
      clearLeftovers(dataDirectory);
      break;
    }
    await sleep(50);
  }
  return true;
}

/** Ends a silent server, and removes the note of it or of one that was killed. Its moto ends with it. */
export function clearLeftovers(dataDirectory: string): void {
  const noted = notedInstance(dataDirectory);
  if (noted !== undefined && isServer(noted)) sendSignal(-noted.pid, 'SIGKILL');
  removeInstance(dataDirectory);
}

/** A process id may be another program's by now; the id in the arguments is this server's only. */
const isServer = ({ pid, id }: Instance): boolean => commandLine(pid).includes(id);
