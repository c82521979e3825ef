import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { childEnvironment, searchPath } from '../../src/config/environment';
import { isReachable } from '../../src/terraform/reachable';
import { sendSignal } from '../../src/terraform/interrupts';
import { providerEnvironment } from '../../src/terraform/provider-source';

/** A moto server of the test's own, on a free port of this machine. */
export interface Moto {
  /** The environment in which Terraform and the AWS SDK reach it, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const START_MILLISECONDS = 60_000;

/** The account that moto always is. */
export const MOTO_ACCOUNT = '123456789012';

/** @throws Error when there is no `moto_server` on the PATH, or it does not start. */
export async function startMoto(): Promise<Moto> {
  if (!searchPath().some((directory) => existsSync(path.join(directory, 'moto_server')))) {
    throw new Error('moto_server is not on the PATH: pip install "moto[server]==5.2.1"');
  }
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    server.once('exit', () => {
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    if (server.pid !== undefined) sendSignal(-server.pid, 'SIGKILL');
    await ended;
  };
  const until = performance.now() + START_MILLISECONDS;
  while (!(await isReachable('127.0.0.1', port))) {
    if (server.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error(`moto_server did not start on port ${port}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { env: await environment(port), stop };
}

async function environment(port: number): Promise<Record<string, string>> {
  return childEnvironment({
    ...(await providerEnvironment()),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_REGION: 'us-east-1',
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('no free port'));
      });
    });
  });
}
