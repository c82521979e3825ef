import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '../src/config/environment';
import type { Environment } from '../src/config/environment';
import { UserError } from '../src/config/user-error';
import { forgetErroredStates } from '../src/terraform/errored-state';
import { removeLeftovers } from '../src/terraform/run-folder';
import { Interrupted, sendSignal, watchInterrupts } from '../src/system/interrupts';
import { isRunning } from '../src/system/processes';
import { BUNDLED, PROJECT_ROOT } from '../src/system/project';
import type { Instance } from './instance';
import { identify, runningInstance } from './instance';
import type { Moto } from './moto';
import { findMoto } from './moto';
import type { ServerStart } from './serve';
import type { LocalSettings } from './settings';
import { endpoint, logFile } from './settings';
import { clearLeftovers } from './stop';

const START_MILLISECONDS = 30_000;
const SHOWN_LOG_LINES = 15;

export interface StartOptions extends LocalSettings {
  readonly say?: (line: string) => void;
  /** @default this process's environment */
  readonly env?: Environment | undefined;
  /** @default found on the PATH or in a virtualenv */
  readonly moto?: Moto;
  /** The program that calls `serve`. @default server.ts, which enforces no rights */
  readonly server?: string;
}

/**
 * Starts the local AWS in the background, unless it runs, and waits until it is ready.
 * @throws UserError when the port is taken or it does not start; then nothing is left running.
 */
export async function startLocalAws(options: StartOptions): Promise<Instance> {
  const { port, dataDirectory, say = console.log, env } = options;
  const running = await runningInstance(dataDirectory);
  if (running !== undefined) return sameOrRefused(running, port);
  mkdirSync(dataDirectory, { recursive: true });
  clearLeftovers(dataDirectory);
  await requireFreePort(port);
  // Of killed runs too.
  removeLeftovers();
  forgetErroredStates({ AWS_ENDPOINT_URL: endpoint(port) });
  const moto = options.moto ?? (await findMoto({ say, env }));
  say(`Starting the local AWS on port ${port} (${moto.description})`);
  const id = randomUUID();
  const pid = spawnServer({ port, dataDirectory, id, moto }, options);
  return untilReady(pid, id, dataDirectory);
}

function sameOrRefused(running: Instance, port: number): Instance {
  if (running.port === port) return running;
  throw new UserError(
    `This clone's local AWS already runs on port ${running.port}, not ${port}. \`pnpm local down\` ends it; or unset IMAGE_SERVICE_LOCAL_PORT, or set it to ${running.port}.`,
  );
}

async function requireFreePort(port: number): Promise<void> {
  if (await isFree(port)) return;
  const other = await identify(port);
  const who = other === undefined ? listenerOf(port) : `the local AWS of ${other.dataDirectory}`;
  throw new UserError(
    `Port ${port} is taken by ${who}. Choose another one: IMAGE_SERVICE_LOCAL_PORT=${port + 1} pnpm local`,
  );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}

/** Who listens on a port, as far as `lsof` can tell. */
function listenerOf(port: number): string {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
  const { stdout, error } = spawnSync('lsof', args, { encoding: 'utf8' });
  const match = /^p(\d+)\n(?:.*\n)*?c(.+)$/m.exec(error === undefined ? stdout : '');
  return match === null ? 'another program' : `${match[2] ?? ''} (process ${match[1] ?? ''})`;
}

function spawnServer(
  start: ServerStart,
  { server = path.join(__dirname, 'server.ts'), env }: Pick<StartOptions, 'server' | 'env'>,
): number {
  const log = openSync(logFile(start.dataDirectory), 'w');
  const child = spawn(process.execPath, [BUNDLED, server, JSON.stringify(start)], {
    cwd: PROJECT_ROOT,
    // Its own group: Ctrl-C in this terminal does not reach it.
    detached: true,
    stdio: ['ignore', log, log],
    env: childEnvironment({}, env),
  });
  closeSync(log);
  child.unref();
  return child.pid ?? 0;
}

async function untilReady(pid: number, id: string, dataDirectory: string): Promise<Instance> {
  const interrupt = new AbortController();
  const stopWatching = watchInterrupts(() => {
    interrupt.abort();
  });
  const deadline = performance.now() + START_MILLISECONDS;
  try {
    while (performance.now() < deadline && !interrupt.signal.aborted && isRunning(pid)) {
      const instance = await runningInstance(dataDirectory);
      if (instance?.id === id) return instance;
      await sleep(100);
    }
  } finally {
    stopWatching();
  }
  const reason = isRunning(pid)
    ? `was not ready within ${START_MILLISECONDS / 1000} s`
    : 'ended while starting';
  sendSignal(-pid, 'SIGKILL');
  clearLeftovers(dataDirectory);
  if (interrupt.signal.aborted) throw new Interrupted('Stopped; the local AWS was not started.');
  throw new UserError(
    `The local AWS ${reason}. The end of ${logFile(dataDirectory)}:\n${lastLines(logFile(dataDirectory))}`,
  );
}

function lastLines(file: string): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  return text
    .split('\n')
    .slice(-SHOWN_LOG_LINES)
    .map((line) => `  ${line}`)
    .join('\n');
}
