import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';
import { hasErroredState, keepErroredStates, type KeptState } from './errored-state';
import { isRunning, runningTerraforms, startOf } from '../system/processes';
import { CACHE_DIRECTORY } from '../system/project';

const RUNS = path.join(CACHE_DIRECTORY, 'runs');

/** In a run's folder, those of its synthesized stacks; or a link to them, where they stay. */
const STACKS = 'stacks';

export interface CdktfRunOptions {
  /** Holds the folders of its synthesized stacks. */
  readonly stacks: string;
  /** To which AWS their states belong, as `awsName` has it. */
  readonly aws: string;
  /** Told of each state that is kept. */
  readonly tell: (kept: KeptState) => void;
}

/**
 * Does the work in a folder of its own, which is gone afterwards: two runs of one clone never meet. What
 * killed runs left behind is removed.
 * @param aws to which AWS a state in it belongs, as `awsName` has it
 */
export async function inRunFolder<T>(
  work: (folder: string) => Promise<T>,
  aws: string,
  runs: string = RUNS,
): Promise<T> {
  removeLeftovers(runs);
  mkdirSync(runs, { recursive: true });
  // A process's id is given to another one day.
  const owner = `${process.pid}-${startOf(process.pid) ?? ''}`;
  const folder = mkdtempSync(path.join(runs, `${owner}-${aws}-`));
  try {
    return await work(folder);
  } finally {
    // What could not be kept is recorded nowhere else; the next run tries again.
    if (!hasErroredState(path.join(folder, STACKS))) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/**
 * Does the work of a cdktf, whose stacks' folders stay, and keeps the states that it could not upload: also
 * where it is killed, by whatever asks next, of the AWS that it worked on.
 */
export const inCdktfRun = async <T>(
  work: () => Promise<T>,
  { stacks, aws, tell }: CdktfRunOptions,
  runs: string = RUNS,
): Promise<T> =>
  inRunFolder(
    async (folder) => {
      symlinkSync(stacks, path.join(folder, STACKS));
      try {
        return await work();
      } finally {
        for (const kept of keepErroredStates(stacks, aws)) tell(kept);
      }
    },
    aws,
    runs,
  );

/** Removes what killed runs left behind, once no Terraform works in it; a state that is left there is kept. */
export function removeLeftovers(runs: string = RUNS): void {
  const left = (existsSync(runs) ? readdirSync(runs) : []).flatMap((name) => {
    const [, pid, start, aws] = /^(\d+)-(\w*)-(.+)-[^-]+$/.exec(name) ?? [];
    const lives = isRunning(Number(pid)) && (startOf(Number(pid)) ?? '') === start;
    return aws === undefined || lives ? [] : [{ name, aws }];
  });
  if (left.length === 0) return;
  const running = runningTerraforms();
  const real = realpathSync(runs);
  for (const { name, aws } of left) {
    const folder = path.join(real, name);
    const stacks = realPath(path.join(folder, STACKS));
    if (running.some(({ directory }) => directory?.startsWith(stacks) ?? true)) continue;
    const mine = path.join(real, name.replace(/^\d+/, String(process.pid)));
    try {
      renameSync(folder, mine);
    } catch {
      // Another run was faster.
      continue;
    }
    keepErroredStates(path.join(mine, STACKS), aws);
    rmSync(mine, { recursive: true, force: true });
  }
}

/** Without links; the same where nothing is there. */
const realPath = (file: string): string => (existsSync(file) ? realpathSync(file) : file);
