import type { Environment } from '../src/config/environment';
import { UserError } from '../src/config/user-error';
import { CACHE_DIRECTORY } from '../src/system/project';
import type { LineStream } from '../src/cli/overwrite-line';
import { installMoto } from './moto-virtualenv';
import { pythonsOnPath, type Python } from './python';

export const MOTO_VERSION = '5.2.1';

/** How to start moto. */
export interface Moto {
  readonly description: string;
  /** The absolute path of a Python interpreter that can import moto, and all that its server needs. */
  readonly python: string;
}

export interface FindMotoOptions {
  readonly say: (line: string) => void;
  readonly env?: Environment | undefined;
  /** Where the private virtualenv goes. @default this clone's cache */
  readonly cacheDirectory?: string | undefined;
  /** Where pip's progress is shown, if it is a terminal. @default this process's */
  readonly stderr?: LineStream | undefined;
}

/**
 * moto in the pinned version: a Python's on the PATH, else in a virtualenv of this clone's own,
 * installed once.
 * @throws UserError when it cannot be installed, with what to do.
 */
export async function findMoto(options: FindMotoOptions): Promise<Moto> {
  const { say, env, cacheDirectory = CACHE_DIRECTORY, stderr = process.stderr } = options;
  const pythons: Python[] = [];
  for (const python of pythonsOnPath(env)) {
    if (python.moto === MOTO_VERSION) {
      return { description: `moto ${MOTO_VERSION}, on the PATH`, python: python.executable };
    }
    pythons.push(python);
  }
  const python = await installMoto(ableOf(pythons), { say, env, cacheDirectory, stderr });
  return { description: `moto ${MOTO_VERSION}, a private virtualenv`, python };
}

/** The first that can have a virtualenv with moto. */
function ableOf(pythons: readonly Python[]): Python {
  const recent = pythons.filter(({ isRecent }) => isRecent);
  const able = recent.find(({ makesVirtualenvs }) => makesVirtualenvs);
  if (able !== undefined) return able;
  const [found] = recent.length > 0 ? recent : pythons;
  const needs = `The local AWS is moto ${MOTO_VERSION}, which needs Python 3.10 or newer`;
  if (found === undefined) {
    throw new UserError(`${needs}, and there is no Python on the PATH. Install one (python.org).`);
  }
  const named = `Python ${found.version} (${found.executable})`;
  throw new UserError(
    found.isRecent
      ? `${needs} with its venv package, which ${named} lacks. Install that (Debian, Ubuntu: apt install python3-venv).`
      : `${needs}, and the PATH has only ${named}. Install a newer one (python.org), as python3 or python3.10 to python3.14 on the PATH.`,
  );
}
