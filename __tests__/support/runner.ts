import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { childEnvironment } from '../../src/config/environment';
import type { Environment } from '../../src/config/environment';
import { sendSignal } from '../../src/system/interrupts';
import { descendants } from '../../src/system/processes';
import { PROJECT_ROOT } from '../../src/system/project';
import type { Ended } from './commands';
import { temporaryDirectory, write } from './temporary';

const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({ steps: z.array(z.object({ run: z.string().optional() })) }),
  ),
});

/** The `run:` of the step of deploy-stage.yml that runs this command of `./ops`. */
export function deployStep(command: string): string {
  const file = path.join(PROJECT_ROOT, '.github', 'workflows', 'deploy-stage.yml');
  const { jobs } = workflowSchema.parse(parse(readFileSync(file, 'utf8')));
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  const found = runs.find((run) => run.includes(`ops ${command} `));
  if (found === undefined) throw new Error(`deploy-stage.yml has no step for ${command}`);
  return found;
}

/** How much slower than GitHub's a machine may be that runs other tests beside. */
const SLOWNESS = 6;

/**
 * Runs a step as GitHub's runner does, and cancels it as that does once `isTime`: SIGINT to the process of
 * the step's shell and nothing else, SIGTERM after 7.5 s, SIGKILL to all that is left after 10 s,
 * times `SLOWNESS`.
 */
export async function cancelStep(
  step: string,
  { cwd, env }: { readonly cwd: string; readonly env: Environment },
  isTime: () => Promise<boolean>,
): Promise<Ended> {
  const script = write(temporaryDirectory(), 'step.sh', `${step}\n`);
  const shell = spawn('bash', ['-e', script], {
    cwd,
    env: childEnvironment({}, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid = 0 } = shell;
  let [stdout, stderr] = ['', ''];
  shell.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  shell.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    shell.once('error', reject);
    shell.once('exit', resolve);
  });
  while (!(await isTime())) {
    if (shell.exitCode !== null) throw new Error(`it ended too early:\n${stdout}${stderr}`);
    await sleep(100);
  }
  const family = new Set<number>();
  for (const [signal, seconds] of [
    ['SIGINT', 7.5],
    ['SIGTERM', 2.5],
  ] as const) {
    for (const member of descendants(pid)) family.add(member.pid);
    shell.kill(signal);
    await Promise.race([ended, sleep(seconds * 1000 * SLOWNESS, undefined, { ref: false })]);
  }
  for (const member of [pid, ...family]) sendSignal(member, 'SIGKILL');
  return { code: await ended, stdout, stderr };
}
