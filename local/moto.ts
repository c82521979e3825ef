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

/** A Python that has moto. */
export interface FoundMoto {
  readonly description: string;
  readonly python: string;
}

export interface FindMotoOptions {
  readonly dataDirectory: string;
  readonly say: (line: string) => void;
  readonly env?: Environment | undefined;
}

/** A way to have moto, or why it is none. */
export type Way = { readonly moto: FoundMoto } | { readonly reason: string };

/**
 * moto in the pinned version: from the PATH, else from a private virtualenv, else from Docker.
 * @throws UserError with what stood in the way of each.
 */
export async function findMoto(options: FindMotoOptions): Promise<FoundMoto> {
  const reasons: string[] = [];
  for (const way of [fromPath, fromVirtualenv]) {
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
  const [version, python] = motoVersion(program, env) ?? [];
  if (version === MOTO_VERSION && python !== undefined)
    return { moto: { description: `moto ${MOTO_VERSION}, moto_server on the PATH`, python } };
  return { reason: `moto_server on the PATH is version ${version ?? '(unknown)'}` };
}

async function fromVirtualenv({ dataDirectory, say, env }: FindMotoOptions): Promise<Way> {
  const python = findProgram('python3', env) ?? findProgram('python', env);
  if (python === undefined) return { reason: 'there is no Python on the PATH' };
  const installed = await installMoto({ python, dataDirectory, say, env });
  return 'program' in installed
    ? {
        moto: {
          description: `moto ${MOTO_VERSION}, a private virtualenv`,
          python: path.join(path.dirname(installed.program), 'python'),
        },
      }
    : installed;
}

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
function motoVersion(program: string, env?: Environment): string[] | undefined {
  const named = /^#!\s*(\S*python\S*)\s*$/m.exec(firstLine(program))?.[1];
  const beside = ['python3', 'python', 'python.exe'].map((name) =>
    path.join(path.dirname(program), name),
  );
  const script =
    "import importlib.metadata as m; import sys; print(m.version('moto')); print(sys.executable)";
  for (const python of named === undefined ? beside : [named]) {
    const result = spawnSync(python, ['-c', script], {
      env: childEnvironment({}, env),
      encoding: 'utf8',
    });
    if (result.status === 0) return result.stdout.trim().split('\n');
  }
  return undefined;
}

const firstLine = (file: string): string =>
  readFileSync(file).subarray(0, 200).toString('latin1').split('\n')[0] ?? '';
