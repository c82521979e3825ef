import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment, currentEnvironment } from '../src/config/environment';
import type { Environment } from '../src/config/environment';
import { askLauncher, type MotoServer } from './aws/moto';
import type { Moto } from './moto';
import { endpoint } from './settings';

const LAUNCHER = path.join(__dirname, 'moto-launcher.py');
const START_MILLISECONDS = 25_000;

export interface MotoProcess extends MotoServer {
  readonly port: number;
  readonly pid: number;
  readonly child: ChildProcess;
}

/**
 * Starts moto on a free port of this machine and waits until it listens. It ends with this process,
 * however that ends.
 * @throws Error when it ends or stays silent; then nothing is left running.
 */
export async function startMotoProcess({ python }: Moto, cwd: string): Promise<MotoProcess> {
  const token = randomUUID();
  const child = spawn(python, [LAUNCHER], {
    cwd,
    env: childEnvironment({
      ...foreignSettings(),
      LOCAL_AWS_MOTO_TOKEN: token,
      // Seconds until a certificate is issued. moto's own minute teaches nobody anything.
      MOTO_ACM_VALIDATION_WAIT: '1',
      // Else it lets every web page in.
      MOTO_DISABLE_GLOBAL_CORS: 'true',
      // Bytes of an object that are kept in memory; a file would be one for a fork and its origin.
      MOTO_S3_DEFAULT_KEY_BUFFER_SIZE: String(2 ** 40),
    }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    const port = await portOf(child);
    return { url: endpoint(port), token, port, pid: child.pid ?? 0, child };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
}

/** What this machine sets must not change moto: its account, how it reads a bucket's host, … */
const foreignSettings = (): Environment => {
  const names = Object.keys(currentEnvironment()).filter((name) => /^(MOTO|S3)_/.test(name));
  return Object.fromEntries(names.map((name) => [name, undefined]));
};

/** The launcher's first line. */
async function portOf(child: ChildProcess): Promise<number> {
  const { stdout } = child;
  if (stdout === null) throw new Error('the output of moto is not read');
  const signal = AbortSignal.timeout(START_MILLISECONDS);
  const ended = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`moto ended with exit code ${String(code)}`);
  });
  const line = once(createInterface({ input: stdout }), 'line', { signal });
  const [port] = (await Promise.race([ended, line])) as [string];
  ended.catch(() => undefined);
  return Number(port);
}

/** A second moto with all the data of the first, which goes on by itself. Windows has no forks. */
export async function forkMoto(moto: MotoServer): Promise<MotoServer> {
  const answer = await askLauncher(moto, 'fork');
  return { url: endpoint(Number(await answer.text())), token: moto.token };
}

/** Ends one that was forked. */
export async function endMoto(moto: MotoServer): Promise<void> {
  // It ends in the middle of the answer.
  await askLauncher(moto, 'end').catch(() => undefined);
}
