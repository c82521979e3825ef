import { formatJson } from '../values/json';
import type { OutputOptions } from './command';
import { EXIT_CODE, type ExitCode } from './exit-codes';
import { withProgress } from './progress';
import { thisTerminal, type Style, type Terminal } from './terminal';

/** Work that ends in a result, and how people read it; machines get the result itself. */
export interface Report<Result, Code extends ExitCode> {
  /** Shown while it lasts, on stderr, e.g. `Reading the states`. @default nothing: the work says so itself */
  readonly doing?: string;
  readonly work: () => Promise<Result>;
  /** `width`: how many characters a line takes. */
  readonly text: (result: Result, style: Style, width: number) => string;
  /** @default 0 */
  readonly exitCode?: (result: Result) => Code;
}

/** Does the work and prints its result, as text for people or as JSON. Returns the exit code. */
export async function printReport<Result, Code extends ExitCode = never>(
  { json = false }: OutputOptions,
  { doing, work, text, exitCode }: Report<Result, Code>,
  terminal: Terminal = thisTerminal(),
): Promise<NoInfer<Code> | typeof EXIT_CODE.ok> {
  if (doing !== undefined && !json && !terminal.isWatched) terminal.err(`${doing} …\n`);
  const result = await (doing === undefined ? work() : withProgress(doing, work(), terminal));
  terminal.out(json ? formatJson(result, 2) : text(result, terminal.style, terminal.outWidth));
  return exitCode?.(result) ?? EXIT_CODE.ok;
}
