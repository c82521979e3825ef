import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pythonsOnPath } from '../../../local/python';
import { CACHE_DIRECTORY } from '../../../src/system/project';

export const VERSION = '3.3.30';

/** Checkov's Python, in a virtualenv of its own; else why there is none. */
type Checkov = { readonly python: string } | { readonly missing: string };

/** Checkov in the cache of this clone, installed from PyPI by the first who asks. */
export function checkov(): Checkov {
  const directory = path.join(CACHE_DIRECTORY, `checkov-${VERSION}`);
  const python = pythonIn(directory);
  if (existsSync(python)) return { python };
  const base = [...pythonsOnPath()].find((one) => one.isRecent && one.makesVirtualenvs);
  if (base === undefined) return { missing: 'there is no Python 3.10 that makes virtualenvs' };
  mkdirSync(CACHE_DIRECTORY, { recursive: true });
  const unfinished = mkdtempSync(`${directory}.`);
  try {
    run(base.executable, ['-m', 'venv', unfinished]);
    run(pythonIn(unfinished), [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'],
      `checkov==${VERSION}`,
    ]);
    renameSync(unfinished, directory);
    return { python };
  } catch (error) {
    return { missing: `it could not be installed: ${(error as Error).message}` };
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

const pythonIn = (directory: string): string => path.join(directory, 'bin', 'python');

function run(command: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim().split('\n').at(-1));
}
