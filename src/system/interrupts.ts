/** The person stopped the work; what had begun was ended in order. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(message = 'Stopped.') {
    super(message);
  }
}

/** What is said once everything has ended that can be taken up again. */
export const STOPPED = 'Stopped. Run the same command again to finish.';

/** What is said when it was stopped before anything had begun. */
export const NOTHING_CHANGED = 'Stopped. Nothing was changed.';

/** What shells report for a program ended by Ctrl-C. */
export const INTERRUPTED_EXIT_CODE = 130;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C may arrive twice: from the terminal, and passed on by pnpm. */
const ONE_PRESS_MILLISECONDS = 1000;

const watching = new Set<() => void>();
let isPressed = false;

/** Whether the person wants to stop something that is still being watched: then nothing new begins. */
export const isStopping = (): boolean => isPressed;

/**
 * Calls `onPress` with 1, 2, … for each time that the person wants to stop.
 * @returns a function that ends the watch.
 */
export function watchInterrupts(onPress: (presses: number) => void): () => void {
  let presses = 0;
  let last = -Infinity;
  const onSignal = (): void => {
    const now = performance.now();
    if (now - last < ONE_PRESS_MILLISECONDS) return;
    last = now;
    presses += 1;
    isPressed = true;
    onPress(presses);
  };
  watching.add(onSignal);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    watching.delete(onSignal);
    if (watching.size === 0) isPressed = false;
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}

/** Does work whose signal is aborted, for that reason, once the person wants to stop. */
export async function withStopSignal<T>(
  work: (signal: AbortSignal) => Promise<T>,
  reason: Interrupted = new Interrupted(),
): Promise<T> {
  const stop = new AbortController();
  const stopWatching = watchInterrupts(() => {
    stop.abort(reason);
  });
  try {
    return await work(stop.signal);
  } finally {
    stopWatching();
  }
}

let saidAt = -Infinity;

/** Says how a press is followed: once, however many programs are stopped at the same time. */
export function sayOnce(line: string): void {
  const now = performance.now();
  if (now - saidAt > ONE_PRESS_MILLISECONDS) console.error(`\n${line}`);
  saidAt = now;
}

/** Sends a signal to a process, or to a group when negative; one that has ended is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
