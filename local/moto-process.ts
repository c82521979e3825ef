import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { childEnvironment } from '../src/config/environment';
import type { Moto } from './moto';
import { endpoint } from './settings';

const START_MILLISECONDS = 25_000;

export interface MotoProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly child: ChildProcess;
}

/**
 * Starts moto on a free port of this machine and waits until it answers.
 * @throws Error when it ends or stays silent; then nothing is left running.
 */
export async function startMoto(moto: Moto, cwd: string): Promise<MotoProcess> {
  const port = await freePort();
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)];
  const child = spawn(moto.python, args, {
    cwd,
    // When set, it overrules the account of every request.
    env: childEnvironment({ MOTO_ACCOUNT_ID: undefined }),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`moto ended with exit code ${String(code)}`));
    });
  });
  const url = endpoint(port);
  try {
    await Promise.race([failed, untilItAnswers(url)]);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  failed.catch(() => undefined);
  return { url, port, pid: child.pid ?? 0, child };
}

async function untilItAnswers(url: string): Promise<void> {
  const deadline = performance.now() + START_MILLISECONDS;
  while (performance.now() < deadline) {
    if (await answers(url)) return;
    await sleep(100);
  }
  throw new Error(`moto did not answer within ${START_MILLISECONDS / 1000} s`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/moto-api/`, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** A port that nothing listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
