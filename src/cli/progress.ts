import type { Terminal } from './terminal';

const QUIET_MILLISECONDS = 200;
const UPDATE_MILLISECONDS = 1000;
const SELDOM_MILLISECONDS = 10_000;
const MINUTE_MILLISECONDS = 60_000;
const CLEAR_LINE = '\r\u001b[K';

/** `withProgress` on a terminal that is settled. */
export type Progress = <T>(doing: string, work: Promise<T>) => Promise<T>;

type ProgressTerminal = Pick<Terminal, 'err' | 'isWatched' | 'width'>;

/** The lines of the works under way: at the same time, they share the terminal's last line, the newest first. */
const underWay = new Set<() => string>();

/**
 * Says on stderr what is being done once it takes more than a fifth of a second, and for how long it has;
 * the line is gone when the work ends. Where nobody watches it says nothing, or `seldom`: after
 * 10 s, 20 s, 40 s, …, or every minute.
 */
export async function withProgress<T>(
  doing: string | (() => string),
  work: Promise<T>,
  terminal: ProgressTerminal,
  unwatched: 'silent' | 'seldom' | 'each-minute' = 'silent',
): Promise<T> {
  if (!terminal.isWatched && unwatched === 'silent') return work;
  const began = performance.now();
  const line = (): string => {
    const seconds = Math.round((performance.now() - began) / 1000);
    return `${typeof doing === 'string' ? doing : doing()} … ${seconds} s`;
  };
  const write = unwatched === 'each-minute' ? writeEachMinute : writeSeldom;
  const stop = terminal.isWatched ? rewriteLine(line, terminal) : write(line, terminal);
  try {
    return await work;
  } finally {
    stop();
  }
}

/** Writes a line above the one that is being rewritten, if there is one. */
export function writeAbove(line: string, terminal: Terminal): void {
  if (underWay.size > 0) terminal.err(CLEAR_LINE);
  terminal.out(line);
}

function rewriteLine(line: () => string, terminal: ProgressTerminal): () => void {
  const show = (): void => {
    const lines = [...underWay].reverse().map((one) => one());
    terminal.err(CLEAR_LINE + lines.join('; ').slice(0, terminal.width - 1));
  };
  let repeat: NodeJS.Timeout | undefined;
  const first = setTimeout(() => {
    underWay.add(line);
    show();
    repeat = setInterval(show, UPDATE_MILLISECONDS);
  }, QUIET_MILLISECONDS);
  return () => {
    clearTimeout(first);
    clearInterval(repeat);
    if (underWay.delete(line)) terminal.err(CLEAR_LINE);
  };
}

function writeEachMinute(line: () => string, terminal: ProgressTerminal): () => void {
  const timer = setInterval(() => {
    terminal.err(`${line()}\n`);
  }, MINUTE_MILLISECONDS);
  return () => {
    clearInterval(timer);
  };
}

function writeSeldom(line: () => string, terminal: ProgressTerminal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const writeLine = (age: number): void => {
    terminal.err(`${line()}\n`);
    timer = setTimeout(writeLine, age, age * 2);
  };
  timer = setTimeout(writeLine, SELDOM_MILLISECONDS, SELDOM_MILLISECONDS);
  return () => {
    clearTimeout(timer);
  };
}
