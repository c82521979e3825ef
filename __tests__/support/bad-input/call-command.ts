import fs from 'node:fs';
import { jest } from '@jest/globals';
import type { Command, CommanderError } from 'commander';
import { runCdktf } from '../../../src/cdktf/run-cdktf';
import { runCommand } from '../../../src/cli/run-command';
import type { Environment } from '../../../src/config/environment';
import { adoptEnvironment } from '../../../src/config/environment';
import { opsProgram } from '../../../src/ops/program';
import type { Ended } from '../commands';
import { wordsOf } from '../words';

/** Functions of Node that write files. */
const WRITES = [
  ...['appendFileSync', 'copyFileSync', 'cpSync', 'mkdirSync', 'mkdtempSync', 'renameSync'],
  ...['rmSync', 'symlinkSync', 'unlinkSync', 'writeFileSync'],
];

/** What a command ended with that was called, and the files that it wrote wherever they are. */
export interface Called extends Ended {
  readonly written: readonly string[];
}

/** Calls what is behind a line of `pnpm ops` or `pnpm cdktf`, in a folder, as a process of its own would be. */
export async function callCommand(
  line: string,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
): Promise<Called> {
  const before = process.cwd();
  let stderr = '';
  const say = (text: string): void => {
    stderr += text;
  };
  adoptEnvironment(env);
  process.chdir(cwd);
  jest.spyOn(console, 'error').mockImplementation((text) => {
    say(`${String(text)}\n`);
  });
  const spies = WRITES.map((name) => jest.spyOn(fs, name as 'rmSync'));
  try {
    const [, name, ...words] = wordsOf(line);
    const code = await (name === 'ops' ? callOps(words, say) : callCdktf(words));
    const written = spies
      .flatMap(({ mock }) => mock.calls.map(([file]) => String(file)))
      // Jest's own, of modules that a command imports late.
      .filter((file) => !file.includes('jest-transform-cache'));
    return { code, stdout: '', stderr, written };
  } finally {
    jest.restoreAllMocks();
    process.chdir(before);
    process.exitCode = undefined;
  }
}

async function callOps(words: readonly string[], say: (text: string) => void): Promise<number> {
  const program = opsProgram();
  speakTo(say, program);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    return (error as CommanderError).exitCode;
  }
  return Number(process.exitCode);
}

async function callCdktf(words: readonly string[]): Promise<number> {
  await runCommand(() => runCdktf(words));
  return Number(process.exitCode);
}

/** Has a program say to `say` why it refuses a command line, and throw. */
function speakTo(say: (text: string) => void, command: Command): void {
  command.exitOverride().configureOutput({ writeErr: say });
  for (const one of command.commands) speakTo(say, one);
}
