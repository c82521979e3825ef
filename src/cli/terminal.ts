import pc from 'picocolors';
import { wantsColor, type Environment } from '../config/environment';

/** The colours that commands use; each returns its text as it is where colour is off. */
export type Style = Pick<
  ReturnType<typeof pc.createColors>,
  'bold' | 'dim' | 'red' | 'green' | 'yellow'
>;

/** Where a command's words go, and who reads them; tests pass their own. */
export interface Terminal {
  /** The result: stdout. */
  readonly out: (text: string) => void;
  /** Everything else: stderr, as it is, without a line end. */
  readonly err: (text: string) => void;
  readonly style: Style;
  /** A person watches stderr. */
  readonly isWatched: boolean;
  /** How many characters a line of stderr takes. */
  readonly width: number;
  /** How many characters a line of stdout takes. */
  readonly outWidth: number;
  /** A person can be asked. */
  readonly isInteractive: boolean;
}

/** A line of stdout where no terminal says how long one is: logs and files are read by people too. */
export const PLAIN_WIDTH = 120;

/** No colour, for pipes, files and tests. */
export const PLAIN: Style = pc.createColors(false);

/** What is wrong, whatever a command calls it; what is neither this nor well is not known or not yet wrong. */
const WRONG = ['FAILED', 'exceeded', 'ALARM'];

/** A finding's status: green where all is well, red where it is wrong, else yellow. */
export function statusText(status: string, style: Style): string {
  if (status.toLowerCase() === 'ok') return style.green(status);
  return WRONG.includes(status) ? style.red(status) : style.yellow(status);
}

/** This process's own streams: colour on a terminal only, and never against NO_COLOR. */
export function thisTerminal(env?: Environment): Terminal {
  return {
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(text),
    style: process.stdout.isTTY && wantsColor(env) ? pc.createColors(true) : PLAIN,
    isWatched: process.stderr.isTTY,
    width: process.stderr.isTTY ? process.stderr.columns : 80,
    outWidth: process.stdout.columns > 0 ? process.stdout.columns : PLAIN_WIDTH,
    isInteractive: process.stdin.isTTY && process.stderr.isTTY,
  };
}
