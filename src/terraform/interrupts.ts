/** The person stopped the work; what had begun was ended in order. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(message = 'Stopped.') {
    super(message);
  }
}

/** What shells report for a program ended by Ctrl-C. */
export const INTERRUPTED_EXIT_CODE = 130;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C may arrive twice: from the terminal, and passed on by pnpm. */
const ONE_PRESS_MILLISECONDS = 1000;

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
    onPress(presses);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
}

/** Sends a signal to a process, or to a group when negative; one that has ended is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
