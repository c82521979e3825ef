import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { devNull } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment } from '../../src/config/environment';

const START_MILLISECONDS = 60_000;

/** A bare moto of a test's own. */
export interface Moto {
  /** The environment with which commands, SDK and Terraform reach it, and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Starts `moto_server` on a free port of this machine, and waits until it answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  // A group of its own: version managers put themselves between.
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    detached: true,
  });
  let failure: Error | undefined;
  server.once('error', (error) => {
    failure = new Error(
      `moto_server could not be started (${error.message}). Install it with \`pip install "moto[server]"\` and have it on the PATH.`,
    );
  });
  server.once('exit', (code) => {
    failure ??= new Error(`moto_server ended with ${String(code)} before it answered.`);
  });
  const ended = new Promise<void>((resolve) => {
    server.once('close', () => {
      resolve();
    });
  });
  const end = (): void => {
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
  };
  process.once('exit', end);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', end);
    end();
    await ended;
  };
  const deadline = Date.now() + START_MILLISECONDS;
  while (!(await answers(endpoint))) {
    if (failure !== undefined) throw failure;
    if (Date.now() > deadline) {
      await stop();
      throw new Error(`moto_server does not answer at ${endpoint}.`);
    }
    await delay(100);
  }
  return { env: environment(endpoint), stop };
}

function environment(endpoint: string): Readonly<Record<string, string>> {
  const inherited = Object.entries(childEnvironment()).filter(
    ([name]) => !/^(AWS_|IMAGE_SERVICE_|FORCE_COLOR$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      server.close(() => {
        resolve(port);
      });
    });
  });
}
