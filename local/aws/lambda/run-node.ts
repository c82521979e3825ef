import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** One call of a handler. */
export interface NodeInvocation {
  /** The folder of the function's code. */
  readonly folder: string;
  /** As Lambda has it: `index.handler`, with folders before it. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly event: object;
  readonly context: object;
  readonly timeoutMs: number;
  /** Takes what the function prints, line by line. */
  readonly log: (line: string) => void;
}

/** What came of it. */
export type Outcome =
  | { readonly result: unknown }
  | { readonly error: string }
  | { readonly timedOut: true };

const BOOTSTRAP = path.join(__dirname, 'bootstrap.mjs');
const EXTENSIONS = ['.mjs', '.js', '.cjs'];

/** Runs a handler in a fresh Node.js process, which ends with it or when its time is up. */
export async function runNode(invocation: NodeInvocation): Promise<Outcome> {
  const { folder, handler, environment, event, context, timeoutMs, log } = invocation;
  const dot = handler.lastIndexOf('.');
  const base = path.join(folder, handler.slice(0, dot));
  const file = EXTENSIONS.map((extension) => base + extension).find(existsSync);
  if (dot === -1 || file === undefined) return { error: `the code holds no handler ${handler}` };
  const child = spawn(process.execPath, [BOOTSTRAP, file, handler.slice(dot + 1)], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const output of [child.stdout, child.stderr]) {
    if (output) createInterface({ input: output }).on('line', log);
  }
  child.send({ event, context, deadline: Date.now() + timeoutMs });
  return outcomeOf(child, timeoutMs);
}

function outcomeOf(child: ChildProcess, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    let outcome: Outcome | undefined;
    const timer = setTimeout(() => {
      outcome ??= { timedOut: true };
      child.kill('SIGKILL');
    }, timeoutMs);
    child.once('message', (message) => {
      outcome ??= message as Outcome;
    });
    child.once('error', (error) => {
      outcome ??= { error: error.message };
    });
    // After the last line of its output.
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve(outcome ?? { error: `the process ended with exit code ${String(code)}` });
    });
  });
}
