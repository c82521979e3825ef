import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localEnvironment } from '../../local/account';
import { startLocalAws } from '../../local/start';
import { stopLocalAws } from '../../local/stop';
import { childEnvironment, currentEnvironment } from '../../src/config/environment';
import type { Environment } from '../../src/config/overrides';
import { PROJECT_ROOT } from '../../src/terraform/project';
import { stage } from './config';

/** A local AWS of a test's own, on a free port and with its own folder. */
export interface TestAws {
  readonly port: number;
  readonly directory: string;
  /** The variables with which commands reach it as dev's account. */
  readonly env: Environment;
  readonly stop: () => Promise<void>;
}

export async function startTestAws(): Promise<TestAws> {
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-aws-'));
  const port = await freePort();
  await startLocalAws({ port, dataDirectory: directory, say: () => undefined });
  return {
    port,
    directory,
    env: localEnvironment(stage('dev'), port, withoutSettings(currentEnvironment())),
    stop: async () => {
      await stopLocalAws(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What this machine sets must not change what the tests see. */
function withoutSettings(env: Environment): Environment {
  const foreign = /^(IMAGE_SERVICE_|AWS_|FORCE_COLOR$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}

export interface Finished {
  readonly code: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
}

export interface RunOptions {
  /** Called with all output so far, whenever there is more of it. */
  readonly onOutput?: (output: string, interrupt: () => void) => void;
}

/** Runs one of the project's command lines as a person would, without a terminal. */
export function run(
  script: 'src/ops/cdktf.ts' | 'src/ops/cli.ts' | 'main.ts',
  args: readonly string[],
  env: Environment,
  { onOutput }: RunOptions = {},
): Promise<Finished> {
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    cwd: PROJECT_ROOT,
    env: childEnvironment({}, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput?.(output, () => child.kill('SIGINT'));
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output });
    });
  });
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

/** Asks the local AWS as if it were that host. */
export function get(
  port: number,
  host: string,
  path: string,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.once('end', () => {
        resolve({ status: response.statusCode, body });
      });
    })
      .once('error', reject)
      .end();
  });
}
