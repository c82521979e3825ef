import { stripVTControlCharacters } from 'node:util';
import { awsEndpoint, type Environment } from '../config/environment';
import { withProgress, writeAbove } from '../cli/progress';
import type { Terminal } from '../cli/terminal';
import type { ChildResult } from '../system/child-process';
import { LockTableWarningFilter } from './lock-table-warning';
import { TerraformOutput } from './output';

const STILL = /: Still (?:creating|modifying|destroying)\.\.\. /;

/**
 * Shows what an apply says, but for "Still creating" every ten seconds of each resource: in their place
 * how many are done, for what it waits and how long, on the terminal's last line or once a minute.
 */
export async function watchApply(
  stack: string,
  apply: (read: (text: string) => void) => Promise<ChildResult>,
  terminal: Terminal,
  env?: Environment,
): Promise<ChildResult> {
  const output = new TerraformOutput(stack, awsEndpoint(env) === undefined ? 'AWS' : 'local');
  const shown = new LockTableWarningFilter((text) => {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      output.read(`${line}\n`);
      const isShown = !output.hasFailed && !STILL.test(stripVTControlCharacters(line));
      if (isShown) writeAbove(line, terminal);
    }
    output.read(rest);
  });
  const progress = (): string => `${stack}: ${output.applying}`;
  try {
    return await withProgress(progress, apply(shown.write), terminal, 'each-minute');
  } finally {
    shown.end();
    if (output.hasFailed) terminal.err(`\n${output.failure}\n\n`);
  }
}
