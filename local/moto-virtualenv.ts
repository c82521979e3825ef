import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { platform } from 'node:os';
import path from 'node:path';
import type { Environment } from '../src/config/environment';
import { UserError } from '../src/config/user-error';
import { runChild } from '../src/system/child-process';
import { Interrupted, sendSignal, watchInterrupts } from '../src/system/interrupts';
import type { LineStream } from '../src/cli/overwrite-line';
import { overwriteLine } from '../src/cli/overwrite-line';
import type { Python } from './python';

const REQUIREMENTS = path.join(__dirname, 'requirements.txt');

const PIP_INSTALL = [
  ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'],
  // Nothing but the very files that were tested, and no code of theirs is run to install them.
  ...['--require-hashes', '--only-binary', ':all:'],
  // Most of it is never loaded; compiling all of it takes longer than the rest.
  '--no-compile',
  ...['-r', REQUIREMENTS],
];

export interface InstallMotoOptions {
  readonly say: (line: string) => void;
  readonly env: Environment | undefined;
  readonly cacheDirectory: string;
  readonly stderr: LineStream;
}

/**
 * Installs moto from the pinned requirements into a virtualenv of its own, once. It is there whole
 * or not at all: several commands may install it at once.
 * @returns its Python.
 * @throws UserError when that fails, Interrupted when the person stopped it.
 */
export async function installMoto(base: Python, options: InstallMotoOptions): Promise<string> {
  const { say, cacheDirectory } = options;
  const version = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const directory = path.join(cacheDirectory, `moto-${version.slice(0, 16)}`);
  if (existsSync(pythonIn(directory))) return pythonIn(directory);
  say('Installing moto into a private virtualenv (once; usually takes one to two minutes)');
  mkdirSync(cacheDirectory, { recursive: true });
  const unfinished = mkdtempSync(`${directory}.`);
  // A Ctrl-C is heard while a child runs; at any other time it must not end this before it has tidied up.
  const stopWatching = watchInterrupts(() => undefined);
  try {
    await runPython(base.executable, ['-m', 'venv', unfinished], options);
    await runPython(pythonIn(unfinished), PIP_INSTALL, options);
    if (!existsSync(pythonIn(directory))) {
      // Of a Python that is gone.
      rmSync(directory, { recursive: true, force: true });
      renameSync(unfinished, directory);
    }
  } finally {
    overwriteLine('', options.stderr);
    rmSync(unfinished, { recursive: true, force: true });
    stopWatching();
  }
  return pythonIn(directory);
}

const pythonIn = (virtualenv: string): string =>
  path.join(
    virtualenv,
    ...(platform() === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  );

async function runPython(
  command: string,
  args: readonly string[],
  { env, cacheDirectory, stderr }: InstallMotoOptions,
): Promise<void> {
  const { code, interrupted, output } = await runChild(command, args, {
    cwd: cacheDirectory,
    env,
    output: (text) => {
      const line = lines(text).at(-1);
      if (line !== undefined) overwriteLine(line, stderr);
    },
    // Python puts its temporary files in order at the first.
    onInterrupt: (pid, presses) => {
      sendSignal(-pid, presses === 1 ? 'SIGINT' : 'SIGKILL');
    },
  });
  if (interrupted) throw new Interrupted('Stopped; moto is not installed.');
  if (code !== 0) throw new UserError(`moto could not be installed: ${failure(args, output)}`);
}

function failure([, module = '']: readonly string[], output: string): string {
  const [, foreign] = /DO NOT MATCH THE HASHES[^]*?\n\s*(\S+) from /.exec(output) ?? [];
  if (foreign !== undefined) {
    return `the package index has another ${foreign} than the one that local/requirements.txt names by its hash. Find out why before you take it, or name another index in PIP_INDEX_URL.`;
  }
  const said = lines(output);
  const reason = said.findLast((line) => /^(ERROR|Error):/.test(line)) ?? said.at(-1) ?? 'nothing';
  const remedy =
    module === 'pip'
      ? 'Make sure that it reaches a package index (PIP_INDEX_URL names another)'
      : 'Make sure that this Python makes virtualenvs';
  return `\`python -m ${module}\` said "${reason}". ${remedy}, then run this again.`;
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
