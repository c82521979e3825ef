import type { StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { childEnvironment } from '../config/environment';
import type { Environment } from '../config/overrides';
import { INTERRUPTED_EXIT_CODE, sendSignal, watchInterrupts } from './interrupts';

export interface ChildOptions {
  readonly cwd: string;
  /** @default this process's environment */
  readonly env?: Environment | undefined;
  /**
   * `captured` output is returned instead of shown; `parsed` is that for stdout alone, and stderr
   * is shown.
   * @default shown
   */
  readonly output?: 'shown' | 'captured' | 'parsed' | undefined;
  /** Called with what is captured, as it comes. */
  readonly onOutput?: (text: string) => void;
  /** `shared`: the child may ask the person. @default none */
  readonly input?: 'shared' | 'none' | undefined;
  /**
   * `separate` gives the child a process group of its own, so that Ctrl-C reaches this process
   * only, and `onInterrupt` decides what the child hears of it.
   * @default separate
   */
  readonly group?: 'separate' | 'shared' | undefined;
  /** What to do when the person wants to stop, for the first, second, … time. */
  readonly onInterrupt: (pid: number, presses: number) => void;
}

export interface ChildResult {
  /** The exit code; 130 if the person stopped it, whatever the child made of that. */
  readonly code: number;
  readonly interrupted: boolean;
  /** What was captured, stdout and stderr in order; empty if shown. */
  readonly output: string;
}

/**
 * Runs a command to its end. It does not outlive this process.
 * @throws what spawn throws, e.g. ENOENT.
 */
export function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<ChildResult> {
  const separate = options.group !== 'shared';
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: childEnvironment({}, options.env),
    stdio: stdio(options),
    detached: separate,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      options.onOutput?.(text);
    });
  }
  return new Promise((resolve, reject) => {
    const { pid } = child;
    let interrupted = false;
    const stopWatching = watchInterrupts((presses) => {
      interrupted = true;
      if (pid !== undefined) options.onInterrupt(pid, presses);
    });
    const endIt = (): void => {
      if (pid !== undefined) sendSignal(separate ? -pid : pid, 'SIGKILL');
    };
    process.once('exit', endIt);
    const settle = (): void => {
      stopWatching();
      process.removeListener('exit', endIt);
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('close', (code, signal) => {
      settle();
      const failed = signal === null ? (code ?? 1) : 1;
      resolve({ code: interrupted ? INTERRUPTED_EXIT_CODE : failed, interrupted, output });
    });
  });
}

function stdio({ input, output }: ChildOptions): StdioOptions {
  return [
    input === 'shared' ? 'inherit' : 'ignore',
    output === 'captured' || output === 'parsed' ? 'pipe' : 'inherit',
    output === 'captured' ? 'pipe' : 'inherit',
  ];
}
