import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment, type Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { runChild } from '../system/child-process';
import { Interrupted, sendSignal } from '../system/interrupts';
import { PROJECT_ROOT } from '../system/project';

/**
 * Synthesizes the app, as cdktf would, into a folder of its own, its providers pinned; `alone`: that
 * stack and no other.
 * @returns the stack's folder.
 * @throws UserError with what the app said when it failed.
 */
export async function synthesizeStack(
  stack: string,
  outdir: string,
  env?: Environment,
  which: 'all' | 'alone' = 'all',
): Promise<string> {
  mkdirSync(outdir, { recursive: true });
  const result = await runChild(
    process.execPath,
    ['src/bundled.cjs', 'main.ts', ...(which === 'alone' ? [stack] : [])],
    {
      cwd: PROJECT_ROOT,
      env: childEnvironment({ CDKTF_OUTDIR: outdir }, env),
      output: 'captured',
      onInterrupt: (pid) => {
        sendSignal(pid, 'SIGTERM');
      },
    },
  );
  if (result.interrupted) throw new Interrupted();
  const directory = path.join(outdir, 'stacks', stack);
  if (result.code !== 0 || !existsSync(directory)) {
    throw new UserError(`The stacks could not be synthesized:\n${result.output.trim()}`);
  }
  return directory;
}
