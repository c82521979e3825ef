import { spawn } from 'node:child_process';
import type { Environment } from '../../src/config/environment';
import { childEnvironment } from '../../src/config/environment';
import { BUNDLED, PROJECT_ROOT } from '../../src/system/project';

/** What a command line ended with. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without a terminal. */
export function run(
  program: string,
  args: readonly string[],
  { cwd = PROJECT_ROOT, env }: { readonly cwd?: string; readonly env: Environment },
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd,
    env: childEnvironment({}, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** `pnpm ops …`, without pnpm's start-up time. */
export const runOps = (args: readonly string[], env: Environment): Promise<Ended> =>
  run(process.execPath, [BUNDLED, 'src/ops/cli.ts', ...args], { env });
