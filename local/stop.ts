import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../src/config/user-error';
import { sendSignal } from '../src/terraform/interrupts';
import { commandLine, notedInstance, removeInstance, runningInstance } from './instance';

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
  while (isServer(running.pid, running.token) || isMoto(running.moto)) {
    if (performance.now() > deadline) {
      clearLeftovers(dataDirectory);
      break;
    }
    await sleep(50);
  }
  if (isServer(running.pid, running.token)) {
    throw new UserError(
      `The local AWS (process ${running.pid}) does not end. End it yourself: kill -9 ${running.pid}`,
    );
  }
  return true;
}

/** Ends what a killed or silent server left behind: itself, its moto, its note. */
export function clearLeftovers(dataDirectory: string): void {
  const noted = notedInstance(dataDirectory);
  if (noted !== undefined) {
    if (isServer(noted.pid, noted.token)) sendSignal(-noted.pid, 'SIGKILL');
    if (isMoto(noted.moto)) sendSignal(noted.moto.pid, 'SIGKILL');
  }
  removeInstance(dataDirectory);
}

/** A process id may be another program's by now; the token in the arguments is this server's only. */
const isServer = (pid: number, token: string): boolean => commandLine(pid).includes(token);

function isMoto({ pid, port }: { readonly pid: number; readonly port: number }): boolean {
  const line = commandLine(pid);
  return line.includes('moto') && line.includes(String(port));
}
