import { spawn } from 'node:child_process';
import { childEnvironment } from '../src/config/environment';
import type { Environment } from '../src/config/overrides';
import { UserError } from '../src/config/user-error';
import { watchInterrupts } from '../src/terraform/interrupts';

/**
 * Runs a command with that environment, sharing the terminal.
 * @returns its exit code.
 * @throws UserError when there is no such command.
 */
export function execute(
  [command = '', ...args]: readonly string[],
  env: Environment,
): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: childEnvironment({}, env) });
  // The command hears Ctrl-C from the terminal itself and says how it ends.
  const stopWatching = watchInterrupts(() => undefined);
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      stopWatching();
      reject(
        error.code === 'ENOENT' || error.code === 'EACCES'
          ? new UserError(
              `"${command}" cannot be run (${error.code}). The command follows \`pnpm local exec --\`, e.g. pnpm local exec -- aws sts get-caller-identity`,
            )
          : error,
      );
    });
    child.once('close', (code, signal) => {
      stopWatching();
      resolve(signal === null ? (code ?? 1) : 128 + (signal === 'SIGINT' ? 2 : 15));
    });
  });
}
