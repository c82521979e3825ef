import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** One call of a handler. */
export interface NodeInvocation {
  /** The folder of the function's code. */
  readonly folder: string;
  /** As Lambda has it: `index.handler`, with folders before it. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: unknown;
  readonly context: object;
  readonly timeoutMs: number;
  /** Takes each event of the function's log. */
  readonly log: (message: string) => void;
}

/** How an invocation ended. */
export interface Outcome {
  readonly ended: 'returned' | 'failed' | 'timed out' | 'exited';
  /** What the handler returned, or its error, in JSON. */
  readonly payload?: string;
  /** The process's own exit code. */
  readonly exitCode?: number | null;
  readonly durationMs: number;
  /** Until the handler was loaded; undefined when it never was. */
  readonly initMs?: number | undefined;
  /** Only who ended by itself says so. */
  readonly memoryMb?: number;
}

const BOOTSTRAP = path.join(__dirname, 'bootstrap.mjs');

/**
 * Lambda gives the loading of a handler ten seconds, and the function's own time after them.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const INIT_TIMEOUT_MS = 10_000;

/** Runs a handler in a fresh Node.js process, which ends with it or when its time is up. */
export function runNode(invocation: NodeInvocation): Promise<Outcome> {
  const { folder, handler, environment, event, context, timeoutMs, log } = invocation;
  const child = spawn(process.execPath, [BOOTSTRAP, folder, handler], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const output of [child.stdout, child.stderr]) if (output) readEvents(output, log);
  child.send({ event, context, timeoutMs });
  return outcomeOf(child, timeoutMs);
}

/** One event a line; `bootstrap.mjs` writes line ends within an event as carriage returns. */
function readEvents(output: Readable, log: (message: string) => void): void {
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) log(line.replace(/\r$/, '').replaceAll('\r', '\n'));
  });
  output.once('end', () => {
    if (rest !== '') log(rest);
  });
}

interface Ended extends Omit<Outcome, 'ended'> {
  readonly payload: string;
  readonly isError: boolean;
}

function outcomeOf(child: ChildProcess, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    let outcome: Outcome | undefined;
    let initMs: number | undefined;
    let startedAt = Date.now();
    const stop = (): void => {
      outcome ??= { ended: 'timed out', durationMs: timeoutMs, initMs };
      child.kill('SIGKILL');
    };
    let timer = setTimeout(stop, INIT_TIMEOUT_MS + timeoutMs);
    child.on('message', (message: Ended | { readonly initMs: number }) => {
      if ('payload' in message) {
        const { isError, ...ended } = message;
        outcome ??= { ended: isError ? 'failed' : 'returned', ...ended };
      } else {
        ({ initMs } = message);
        startedAt = Date.now();
        clearTimeout(timer);
        timer = setTimeout(stop, timeoutMs);
      }
    });
    child.once('error', reject);
    // After the last line of its output.
    child.once('close', (exitCode) => {
      clearTimeout(timer);
      const durationMs = Date.now() - startedAt;
      resolve(outcome ?? { ended: 'exited', exitCode, durationMs, initMs });
    });
  });
}
