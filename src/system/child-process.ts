import { spawn } from 'node:child_process';
import { childEnvironment, type Environment } from '../config/environment';
import { INTERRUPTED_EXIT_CODE, isStopping, watchInterrupts } from './interrupts';
import { OutputFile } from './output-file';

const LOOK_MILLISECONDS = 50;

/**
 * What becomes of a child's output. `captured` is returned instead of shown; `parsed` is that for
 * stdout alone, and stderr is shown; a function takes
 * all of it, piece by piece, and it is returned as well.
 */
export type ChildOutput = 'shown' | 'captured' | 'parsed' | TakeOutput;

type TakeOutput = (text: string, stream: 'stdout' | 'stderr') => void;

export interface ChildOptions {
  readonly cwd: string;
  /** @default this process's environment */
  readonly env?: Environment | undefined;
  /** @default shown */
  readonly output?: ChildOutput | undefined;
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
 * Runs a command to its end, unless others are being stopped. Where this process ends before, by a fault of
 * its own, the command hears what it hears of a first press, and is let go: Terraform gives its lock back.
 * @throws what spawn throws, e.g. ENOENT.
 */
export function runChild(
  command: string,
  args: readonly string[],
  options: ChildOptions,
): Promise<ChildResult> {
  if (isStopping()) {
    return Promise.resolve({ code: INTERRUPTED_EXIT_CODE, interrupted: true, output: '' });
  }
  const files = outputFiles(options.output);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: childEnvironment({}, options.env),
    stdio: [
      options.input === 'shared' ? 'inherit' : 'ignore',
      files.stdout?.descriptor ?? 'inherit',
      files.stderr?.descriptor ?? 'inherit',
    ],
    detached: options.group !== 'shared',
  });
  let output = '';
  const read = (): void => {
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = files[stream]?.read() ?? '';
      output += text;
      if (typeof options.output === 'function' && text !== '') options.output(text, stream);
    }
  };
  const reading = setInterval(read, LOOK_MILLISECONDS);
  return new Promise((resolve, reject) => {
    const { pid } = child;
    let interrupted = false;
    const stopWatching = watchInterrupts((presses) => {
      interrupted = true;
      if (pid !== undefined) options.onInterrupt(pid, presses);
    });
    const letGo = (): void => {
      if (pid !== undefined) options.onInterrupt(pid, 1);
    };
    process.once('exit', letGo);
    const settle = (): void => {
      clearInterval(reading);
      stopWatching();
      process.removeListener('exit', letGo);
      read();
      for (const file of new Set(Object.values(files))) file.close();
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

/** In one file both streams keep their order. */
function outputFiles(
  output: ChildOutput = 'shown',
): Partial<Record<'stdout' | 'stderr', OutputFile>> {
  if (output === 'shown') return {};
  const stdout = new OutputFile();
  if (output === 'parsed') return { stdout };
  return { stdout, stderr: output === 'captured' ? stdout : new OutputFile() };
}
