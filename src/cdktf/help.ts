import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE_DIRECTORY, PROJECT_ROOT } from '../system/project';
import { writeWhole } from '../system/write-whole';

/** What the help depends on, and who says it; tests pass their own. */
export interface HelpSource {
  readonly lockFile: string;
  readonly cache: string;
  /** Runs cdktf; what it says to stdout goes to `read`. */
  readonly ask: (args: readonly string[], read: (text: string) => void) => Promise<number>;
  readonly print: (text: string) => void;
}

/**
 * cdktf's help, kept for as long as the lock file stays the same: cdktf takes a second to say it.
 * @returns the exit code.
 */
export async function showHelp(
  args: readonly string[],
  given: Partial<HelpSource> = {},
): Promise<number> {
  const { lockFile, cache, ask, print }: HelpSource = {
    lockFile: path.join(PROJECT_ROOT, 'pnpm-lock.yaml'),
    cache: path.join(CACHE_DIRECTORY, 'cdktf-help'),
    ask: askCdktf,
    print: (text) => process.stdout.write(text),
    ...given,
  };
  const hash = createHash('sha256').update(JSON.stringify(args)).update(readFileSync(lockFile));
  const file = path.join(cache, hash.digest('hex'));
  if (existsSync(file)) {
    print(readFileSync(file, 'utf8'));
    return 0;
  }
  let help = '';
  const code = await ask(args, (text) => (help += text));
  print(help);
  if (code === 0) {
    mkdirSync(cache, { recursive: true });
    writeWhole(file, help);
  }
  return code;
}

async function askCdktf(args: readonly string[], read: (text: string) => void): Promise<number> {
  const { runCdktf } = await import('./run-cdktf');
  return runCdktf(args, undefined, (text, stream) => {
    if (stream === 'stdout') read(text);
    else process.stderr.write(text);
  });
}
