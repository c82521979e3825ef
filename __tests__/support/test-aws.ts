import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { localEnvironment } from '../../local/account';
import { CONTROL_HEADER, notedInstance } from '../../local/instance';
import { endpoint } from '../../local/settings';
import { startLocalAws } from '../../local/start';
import { stopLocalAws } from '../../local/stop';
import { childEnvironment, currentEnvironment } from '../../src/config/environment';
import type { Environment } from '../../src/config/environment';
import { BUNDLED, PROJECT_ROOT } from '../../src/system/project';
import { stage } from './config';
import { endProviders, withResidentProvider } from './resident-provider/resident-provider';

/** A local AWS of a test's own, with its own folder. */
export interface TestAws {
  readonly port: number;
  /** The data folder of its server, which has the note of the running instance. */
  readonly server: string;
  readonly directory: string;
  /** The variables with which commands reach it as dev's account. */
  readonly env: Environment;
  readonly stop: () => Promise<void>;
}

/** Where `global-setup.ts` says which server the suites share. */
export const SHARED_SERVER = 'sharedServerDirectory';

/** The data folder of the server that the suites share; undefined outside of Jest. */
export const sharedServer = (): string | undefined =>
  Reflect.get(globalThis, SHARED_SERVER) as string | undefined;

/** A local AWS that nobody else sees, and that begins as that one. @default as a new account */
export async function startTestAws(from?: Pick<TestAws, 'port'>): Promise<TestAws> {
  const server = sharedServer();
  return server === undefined ? startServer() : forkOf(server, from?.port);
}

/** A server of its own. */
export async function startServer(): Promise<TestAws> {
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-aws-'));
  const { port } = await startLocalAws({
    port: await freePort(),
    dataDirectory: directory,
    say: () => undefined,
    server: path.join(__dirname, 'enforcing-server.ts'),
  });
  return testAws({ port, server: directory, directory }, () => stopLocalAws(directory));
}

/** A fork of the server, or of the fork at that port. */
async function forkOf(server: string, origin = notedInstance(server)?.port ?? 0): Promise<TestAws> {
  const { port } = (await control({ port: origin, server }, 'fork')) as { port: number };
  const directory = mkdtempSync(path.join(server, 'fork-'));
  const aws = testAws({ port, server, directory }, () => {
    endProviders(directory);
    return control({ port, server }, 'end');
  });
  return { ...aws, env: withResidentProvider(aws.env, directory) };
}

/** Puts the clock of a local AWS forward: after a minute, new alarms have been evaluated. */
export const passMinute = (aws: Pick<TestAws, 'port' | 'server'>): Promise<unknown> =>
  control(aws, 'clock', { advanceSeconds: 60 });

/** What a control route of a local AWS answers to somebody who has its token. */
export async function control(
  { port, server }: Pick<TestAws, 'port' | 'server'>,
  verb: 'fork' | 'end' | 'clock' | 'deleted-resources' | 'faults' | 'held' | 'release',
  sent: object = {},
): Promise<unknown> {
  const answer = await fetch(`${endpoint(port)}/_local/${verb}`, {
    method: 'POST',
    // One that is kept may be closed by the server at that moment.
    headers: { [CONTROL_HEADER]: notedInstance(server)?.token ?? '', connection: 'close' },
    body: JSON.stringify(sent),
  });
  if (!answer.ok) throw new Error(`${verb}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

function testAws(
  at: Pick<TestAws, 'port' | 'server' | 'directory'>,
  end: () => Promise<unknown>,
): TestAws {
  return {
    ...at,
    env: localEnvironment(stage('dev'), at.port, withoutSettings(currentEnvironment())),
    stop: async () => {
      await end();
      rmSync(at.directory, { recursive: true, force: true });
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
  script:
    | 'src/cdktf/cli.ts'
    | 'src/ops/cli.ts'
    | 'main.ts'
    | '__tests__/support/deploy-locally.ts'
    | 'bench/many-stages.ts'
    | '__tests__/support/scaling/many-functions-main.ts',
  args: readonly string[],
  env: Environment,
  { onOutput }: RunOptions = {},
): Promise<Finished> {
  const child = spawn(process.execPath, [BUNDLED, script, ...args], {
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
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { ...headers, host } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => (body += text));
      response.once('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    })
      .once('error', reject)
      .end();
  });
}
