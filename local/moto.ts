import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment, searchPath } from '../src/config/environment';
import type { Environment } from '../src/config/overrides';
import { UserError } from '../src/config/user-error';
import { runChild } from '../src/terraform/child-process';
import { Interrupted, sendSignal } from '../src/terraform/interrupts';
import { installMoto } from './moto-virtualenv';

export const MOTO_VERSION = '5.2.1';
const IMAGE = `motoserver/moto:${MOTO_VERSION}`;

/** In the arguments, the port that moto shall listen on. */
export const PORT_PLACEHOLDER = '{port}';

/** How to start moto. */
export interface MotoCommand {
  readonly description: string;
  readonly command: string;
  readonly args: readonly string[];
}

export interface FindMotoOptions {
  readonly dataDirectory: string;
  readonly say: (line: string) => void;
  readonly env?: Environment | undefined;
}

/** A way to have moto, or why it is none. */
export type Way = { readonly moto: MotoCommand } | { readonly reason: string };

/**
 * moto in the pinned version: from the PATH, else from a private virtualenv, else from Docker.
 * @throws UserError with what stood in the way of each.
 */
export async function findMoto(options: FindMotoOptions): Promise<MotoCommand> {
  const reasons: string[] = [];
  for (const way of [fromPath, fromVirtualenv, fromDocker]) {
    const result = await way(options);
    if ('moto' in result) return result.moto;
    reasons.push(result.reason);
  }
  throw new UserError(
    `moto ${MOTO_VERSION}, which plays AWS, cannot be had: ${reasons.join('; ')}. Any one of these helps: \`pip install 'moto[server]==${MOTO_VERSION}'\`, Python 3.10 or newer with a package index in reach, or a running Docker.`,
  );
}

function fromPath({ env }: FindMotoOptions): Way {
  const program = findProgram('moto_server', env);
  if (program === undefined) return { reason: 'there is no moto_server on the PATH' };
  const version = motoVersion(program, env);
  if (version === MOTO_VERSION) return { moto: listening(program, 'moto_server on the PATH') };
  return { reason: `moto_server on the PATH is version ${version ?? '(unknown)'}` };
}

async function fromVirtualenv({ dataDirectory, say, env }: FindMotoOptions): Promise<Way> {
  const python = findProgram('python3', env) ?? findProgram('python', env);
  if (python === undefined) return { reason: 'there is no Python on the PATH' };
  const installed = await installMoto({ python, dataDirectory, say, env });
  return 'program' in installed
    ? { moto: listening(installed.program, 'a private virtualenv') }
    : installed;
}

async function fromDocker({ say, env, dataDirectory }: FindMotoOptions): Promise<Way> {
  const docker = findProgram('docker', env);
  if (docker === undefined) return { reason: 'there is no Docker on the PATH' };
  const info = spawnSync(docker, ['info'], { env: childEnvironment({}, env), stdio: 'ignore' });
  if (info.status !== 0) return { reason: 'Docker is not running' };
  say(`Fetching ${IMAGE}`);
  const pull = await runChild(docker, ['pull', '--quiet', IMAGE], {
    cwd: dataDirectory,
    env,
    output: 'captured',
    onInterrupt: (pid) => {
      sendSignal(-pid, 'SIGTERM');
    },
  });
  if (pull.interrupted) throw new Interrupted();
  if (pull.code !== 0) return { reason: `Docker cannot fetch ${IMAGE}` };
  const published = `127.0.0.1:${PORT_PLACEHOLDER}:5000`;
  return {
    moto: {
      description: `moto ${MOTO_VERSION}, Docker image ${IMAGE}`,
      command: docker,
      args: ['run', '--rm', '--init', '--publish', published, IMAGE],
    },
  };
}

const listening = (program: string, origin: string): MotoCommand => ({
  description: `moto ${MOTO_VERSION}, ${origin}`,
  command: program,
  args: ['-H', '127.0.0.1', '-p', PORT_PLACEHOLDER],
});

/** The first program of that name on the PATH. */
export function findProgram(name: string, env?: Environment): string | undefined {
  const candidates = searchPath(env).flatMap((directory) =>
    [name, `${name}.exe`].map((file) => path.join(directory, file)),
  );
  return candidates.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Asked of the Python that runs it: the one in its first line, else the one beside it. */
function motoVersion(program: string, env?: Environment): string | undefined {
  const named = /^#!\s*(\S*python\S*)\s*$/m.exec(firstLine(program))?.[1];
  const beside = ['python3', 'python', 'python.exe'].map((name) =>
    path.join(path.dirname(program), name),
  );
  const script = "import importlib.metadata as m; print(m.version('moto'))";
  for (const python of named === undefined ? beside : [named]) {
    const result = spawnSync(python, ['-c', script], {
      env: childEnvironment({}, env),
      encoding: 'utf8',
    });
    if (result.status === 0) return result.stdout.trim();
  }
  return undefined;
}

const firstLine = (file: string): string =>
  readFileSync(file).subarray(0, 200).toString('latin1').split('\n')[0] ?? '';
