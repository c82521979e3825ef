import { spawn } from 'node:child_process';
import { childEnvironment } from '../src/config/environment';
import type { Environment } from '../src/config/environment';
import { UserError } from '../src/config/user-error';
import { watchInterrupts } from '../src/system/interrupts';

/** What pnpm tells its scripts, and npm warns of or, the last, takes for its own. */
const PNPMS_OWN = {
  npm_config_verify_deps_before_run: undefined,
  npm_config_manage_package_manager_versions: undefined,
  npm_config_npm_globalconfig: undefined,
  npm_config__jsr_registry: undefined,
  npm_config_globalconfig: undefined,
};

/**
 * Runs a command with that environment, sharing the terminal.
 * @returns its exit code.
 * @throws UserError when there is no such command.
 */
export function execute(
  [command = '', ...args]: readonly string[],
  env: Environment,
): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', env: childEnvironment(PNPMS_OWN, env) });
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
