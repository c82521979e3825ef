import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { run } from '../__tests__/support/commands';
import { childEnvironment } from '../src/config/environment';
import type { Environment } from '../src/config/environment';
import { UserError } from '../src/config/user-error';
import { table } from '../src/guardrails/document';
import { PROJECT_ROOT } from '../src/system/project';

/** What takes long is timed less often. */
export const ROUNDS = { own: 7, others: 3, stages: 3 } as const;

/** A command that is timed against others, within one run on one machine. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  /** @default this process's */
  readonly env?: Environment;
  /** What happens before each of its turns, untimed. */
  readonly before?: () => void;
}

/** What one run of a command took, its children's included. */
interface Usage {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Until it said something. */
  readonly firstSeconds: number;
  readonly megabytes: number;
}

/** Python says what a command took of the processor and of memory, which Node does not. */
const USAGE = `
import json, os, subprocess, sys, time
start = time.monotonic()
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
said = child.stdout.read(1)
first = time.monotonic() - start
said += child.stdout.read()
_, status, used = os.wait4(child.pid, 0)
code = os.waitstatus_to_exitcode(status)
if code != 0: sys.stderr.write(said.decode())
unit = 1 if sys.platform == 'darwin' else 1024
print(json.dumps({
  'cpuSeconds': used.ru_utime, 'wallSeconds': time.monotonic() - start, 'firstSeconds': first,
  'megabytes': used.ru_maxrss * unit / 1e6,
}))
sys.exit(code)
`;

/** By contender, what each round took. */
export type Usages = ReadonlyMap<string, readonly Usage[]>;

/** By contender, the user time and peak memory of every round; in turns, so that a busy machine is so for all. */
export async function measured(contenders: readonly Contender[], rounds: number): Promise<Usages> {
  const usages = new Map(contenders.map(({ name }) => [name, [] as Usage[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, command, cwd, before, env } of contenders) {
      before?.();
      const { code, stdout, stderr } = await run('python3', ['-c', USAGE, ...command], {
        cwd,
        env: childEnvironment({}, env),
      });
      if (code !== 0) throw new UserError(`${name} failed: its time would say nothing\n${stderr}`);
      // The first round fills caches.
      if (round > 0) usages.get(name)?.push(JSON.parse(stdout) as Usage);
    }
  }
  return usages;
}

export const median = (values: readonly number[] = []): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export const HEAD = ['what', 'user CPU s', 'spread', 'peak MB'] as const;

/** How many times what the first one takes, each takes. */
export function comparison(usages: Usages, first: string): string {
  const wallSeconds = (name: string): number => typical(usages, name, 'wallSeconds');
  return table(
    [...HEAD, 'ratio', 'wall s', 'ratio', 'first line s'],
    [...usages.keys()].map((name) => [
      ...cells(usages, name),
      (typicalSeconds(usages, name) / typicalSeconds(usages, first)).toFixed(2),
      wallSeconds(name).toFixed(2),
      (wallSeconds(name) / wallSeconds(first)).toFixed(2),
      typical(usages, name, 'firstSeconds').toFixed(2),
    ]),
  );
}

export function cells(usages: Usages, name: string): string[] {
  const seconds = (usages.get(name) ?? []).map(({ cpuSeconds }) => cpuSeconds);
  const spread = `${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`;
  const memory = typical(usages, name, 'megabytes').toFixed(0);
  return [name, median(seconds).toFixed(2), spread, memory];
}

export const typicalSeconds = (usages: Usages, name: string): number =>
  typical(usages, name, 'cpuSeconds');

const typical = (usages: Usages, name: string, of: keyof Usage): number =>
  median((usages.get(name) ?? []).map((usage) => usage[of]));

/** The day and what it was measured on. */
export const machine = (): string =>
  `${new Date().toISOString().slice(0, 10)}: ${cpus().length} cores, ${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.versions.node}`;

const DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'performance.md');

/** Writes figures into docs/performance.md, in place of those that the bench wrote there before. */
export function writeFigures(bench: string, figures: string): void {
  const mark = `<!-- Written by bench/${bench}.ts: -->`;
  const [before = '', old = ''] = readFileSync(DOCUMENT, 'utf8').split(mark);
  const next = old.indexOf('\n## ');
  const after = next === -1 ? '' : old.slice(next);
  writeFileSync(DOCUMENT, `${before}${mark}\n\n${figures}\n${after}`);
}
