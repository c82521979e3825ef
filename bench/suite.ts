import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { UserError } from '../src/config/user-error';
import { table } from '../src/guardrails/document';
import { CACHE_DIRECTORY, PROJECT_ROOT } from '../src/system/project';

/** The scripts of package.json that are timed, in this order. */
const SCRIPTS = ['typecheck', 'lint', 'format:check', 'test:unit', 'test:integration', 'test'];

/** What the checks remember of the last run. */
const CACHES = [
  'typecheck.tsbuildinfo',
  'typecheck-browser.tsbuildinfo',
  'typecheck-local-aws.tsbuildinfo',
];

/** One run of a script; its processor time is that of all its processes. */
interface Timing {
  readonly script: string;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/**
 * What the suite takes: the checks and the tests by themselves, then `pnpm test`, all as on a fresh
 * clone, and `pnpm test` again. Nothing else should run meanwhile.
 */
export async function benchSuite(): Promise<string> {
  const timings: Timing[] = [];
  forgetChecks();
  for (const script of SCRIPTS) {
    if (script === 'test') forgetChecks();
    timings.push(await timed(script));
  }
  timings.push({ ...(await timed('test')), script: 'test, again' });
  return `${timingTable(timings)}\n\nNode ${process.versions.node}, ${cpus().length} cores`;
}

function forgetChecks(): void {
  for (const file of CACHES) rmSync(path.join(CACHE_DIRECTORY, file), { force: true });
}

/** Runs a script by the shell, which says what all of its processes took; the script's own output goes to stderr. */
async function timed(script: string): Promise<Timing> {
  const { scripts } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const command = `{ ${scripts[script] ?? ''}; } >&2; code=$?; times; exit $code`;
  const start = performance.now();
  const child = spawn('sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  let times = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (times += text));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new UserError(`${script} failed: its time would say nothing`);
  return {
    script,
    wallSeconds: (performance.now() - start) / 1000,
    cpuSeconds: cpuSeconds(times),
  };
}

/** Of the shell's `times`, all of it: user and system, its own and its children's. */
const cpuSeconds = (times: string): number =>
  [...times.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );

const timingTable = (timings: readonly Timing[]): string =>
  table(
    ['script', 'wall s', 'CPU s'],
    timings.map(({ script, wallSeconds, cpuSeconds: cpu }) => [
      `\`${script}\``,
      wallSeconds.toFixed(0),
      cpu.toFixed(0),
    ]),
  );
