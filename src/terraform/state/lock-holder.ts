import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { isRunning, runningTerraforms, type RunningTerraform } from '../../system/processes';
import type { LockInfo } from './lock-info';

/** What the search looks at; tests pass their own. */
export interface HolderMachine {
  readonly host: string;
  readonly terraforms: () => RunningTerraform[];
  readonly isRunning: (pid: number) => boolean;
  /** Gives a process that is ending the time to be gone. */
  readonly pause: () => void;
}

const PAUSE_MILLISECONDS = 1000;

export const thisMachine: HolderMachine = {
  host: hostname(),
  terraforms: runningTerraforms,
  isRunning,
  pause: () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS);
  },
};

/** This person on this machine, as Terraform writes it. */
export const whoAmI = (): string => `${userInfo().username}@${hostname()}`;

/** What a command of `ops state` writes into its lock, so that its process can be found. */
export const processNote = (pid: number): string => `process ${pid}`;

/**
 * The process of this machine that holds the lock, if it lives: a Terraform that works on that
 * state, or one of which nobody can see where it works.
 */
export function livingHolder(
  { Who, Info }: LockInfo,
  lockId: string,
  machine: HolderMachine = thisMachine,
): number | undefined {
  // One that does not say whose it is may be of this machine.
  if (Who.includes('@') && Who.slice(Who.lastIndexOf('@') + 1) !== machine.host) return undefined;
  const noted = /^process ([1-9]\d*)$/.exec(Info)?.[1];
  if (noted !== undefined) return machine.isRunning(Number(noted)) ? Number(noted) : undefined;
  const candidates = (): number[] =>
    machine
      .terraforms()
      .filter(
        ({ directory, dataDirectory }) =>
          directory === undefined || lockIdOf(directory, dataDirectory) === lockId,
      )
      .map(({ pid }) => pid);
  const found = candidates();
  if (found.length === 0) return undefined;
  // One that is ending is still listed, and its folder cannot be seen any more.
  machine.pause();
  const still = candidates();
  return found.find((pid) => still.includes(pid));
}

/** The lock of the state that a folder was initialized for, if one in S3. */
export function lockIdOf(directory: string, dataDirectory = '.terraform'): string | undefined {
  try {
    const file = path.resolve(directory, dataDirectory, 'terraform.tfstate');
    const { backend } = JSON.parse(readFileSync(file, 'utf8')) as {
      backend?: { config?: { bucket?: string; key?: string } };
    };
    const { bucket, key } = backend?.config ?? {};
    return bucket === undefined || key === undefined ? undefined : `${bucket}/${key}`;
  } catch {
    return undefined;
  }
}
