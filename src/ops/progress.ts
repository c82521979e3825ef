import type { Terminal } from './terminal';

const QUIET_MILLISECONDS = 2000;
const UPDATE_MILLISECONDS = 1000;
const CLEAR_LINE = '\r\u001b[K';

/** `withProgress` on a terminal that is settled. */
export type Progress = <T>(doing: string, work: Promise<T>) => Promise<T>;

/**
 * Says on stderr what is being done once it takes more than two seconds, and for how long it has;
 * the line is gone when the work ends. Only where a person watches.
 */
export async function withProgress<T>(
  doing: string,
  work: Promise<T>,
  terminal: Pick<Terminal, 'err' | 'isWatched'>,
): Promise<T> {
  if (!terminal.isWatched) return work;
  let seconds = QUIET_MILLISECONDS / 1000;
  const show = (): void => {
    terminal.err(`${CLEAR_LINE}${doing} … ${seconds} s`);
    seconds += UPDATE_MILLISECONDS / 1000;
  };
  let repeat: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    show();
    repeat = setInterval(show, UPDATE_MILLISECONDS);
  }, QUIET_MILLISECONDS);
  try {
    return await work;
  } finally {
    clearTimeout(first);
    clearInterval(repeat);
    if (repeat !== undefined) terminal.err(CLEAR_LINE);
  }
}
