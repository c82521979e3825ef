import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../config/environment';
import { awsName, keepErroredStates } from './errored-state';
import { isRunning, runningTerraforms } from './processes';
import { CACHE_DIRECTORY } from './project';

const RUNS = path.join(CACHE_DIRECTORY, 'runs');

/**
 * Does the work in a folder of its own, which is gone afterwards: two runs of one clone never meet. What
 * killed runs left behind is removed, once no Terraform works in it.
 */
export async function inRunFolder<T>(
  work: (folder: string) => Promise<T>,
  env?: Environment,
  runs: string = RUNS,
): Promise<T> {
  removeLeftovers(runs);
  // By what stands for AWS: where an errored state in it belongs.
  const parent = path.join(runs, awsName(env));
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, `${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function removeLeftovers(runs: string): void {
  const left = entries(runs).flatMap((aws) =>
    entries(path.join(runs, aws))
      .filter((name) => !isRunning(Number(/^\d+/.exec(name)?.[0])))
      .map((name) => ({ aws, folder: path.join(runs, aws, name) })),
  );
  if (left.length === 0) return;
  const inUse = runningTerraforms();
  for (const { aws, folder } of left) {
    if (inUse.some(({ directory }) => directory?.startsWith(`${realpathSync(folder)}${path.sep}`) ?? true)) continue;
    keepErroredStates(path.join(folder, 'stacks'), aws);
    rmSync(folder, { recursive: true, force: true });
  }
}

const entries = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);
