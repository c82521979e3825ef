import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { platform } from 'node:os';
import path from 'node:path';
import type { Environment } from '../src/config/overrides';
import { runChild } from '../src/terraform/child-process';
import { Interrupted, sendSignal } from '../src/terraform/interrupts';

const REQUIREMENTS = path.join(__dirname, 'requirements.txt');

export interface InstallMotoOptions {
  readonly python: string;
  readonly dataDirectory: string;
  readonly say: (line: string) => void;
  readonly env?: Environment | undefined;
}

/**
 * Installs moto from the pinned requirements into a virtualenv of its own, once.
 * @returns its moto_server, or why there is none.
 */
export async function installMoto(
  options: InstallMotoOptions,
): Promise<{ readonly program: string } | { readonly reason: string }> {
  const directory = path.join(options.dataDirectory, 'venv');
  const binaries = path.join(directory, platform() === 'win32' ? 'Scripts' : 'bin');
  const program = path.join(binaries, 'moto_server');
  // Only a finished installation of these very requirements has it.
  const mark = path.join(directory, 'installed');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return { program };

  options.say('Installing moto into a private virtualenv (once; takes about a minute)');
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(options.dataDirectory, { recursive: true });
  const steps: [string, string[]][] = [
    [options.python, ['-m', 'venv', directory]],
    [
      path.join(binaries, 'python'),
      ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS],
    ],
  ];
  for (const [command, args] of steps) {
    const { code, interrupted, output } = await runChild(command, args, {
      cwd: options.dataDirectory,
      env: options.env,
      output: 'captured',
      onInterrupt: (pid) => {
        sendSignal(-pid, 'SIGTERM');
      },
    });
    if (code === 0) continue;
    rmSync(directory, { recursive: true, force: true });
    if (interrupted) throw new Interrupted();
    return { reason: `installing it into a virtualenv failed (${lastLine(output)})` };
  }
  writeFileSync(mark, wanted);
  return { program };
}

const lastLine = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1)
    ?.trim()
    .replace(/\.$/, '') ?? 'no output';
