import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import { runningProcesses } from '../../terraform/processes';
import type { LockInfo } from './lock-info';

/** A Terraform of this machine, and where it works; undefined where that cannot be seen. */
export interface RunningTerraform {
  readonly pid: number;
  readonly directory: string | undefined;
}

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
  terraforms: () =>
    runningProcesses()
      .filter(({ name }) => /^terraform(\.exe)?$/.test(name))
      .map(({ pid }) => ({ pid, directory: workingDirectory(pid) })),
  isRunning: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
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
      .filter(({ directory }) => directory === undefined || lockIdOf(directory) === lockId)
      .map(({ pid }) => pid);
  const found = candidates();
  if (found.length === 0) return undefined;
  // One that is ending is still listed, and its folder cannot be seen any more.
  machine.pause();
  const still = candidates();
  return found.find((pid) => still.includes(pid));
}

/** Where a process works; undefined where that cannot be seen. */
export function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Not Linux, or not ours.
    const { stdout } = spawnSync('lsof', ['-a', '-d', 'cwd', '-p', String(pid), '-Fn'], {
      encoding: 'utf8',
    });
    // Typed as a string, yet null where there is no lsof.
    const text = (stdout as string | null) ?? '';
    return /^n(.+)$/m.exec(text)?.[1];
  }
}

/** The lock of the state that a folder was initialized for, if one in S3. */
export function lockIdOf(directory: string): string | undefined {
  try {
    const file = path.join(directory, '.terraform', 'terraform.tfstate');
    const { backend } = JSON.parse(readFileSync(file, 'utf8')) as {
      backend?: { config?: { bucket?: string; key?: string } };
    };
    const { bucket, key } = backend?.config ?? {};
    return bucket === undefined || key === undefined ? undefined : `${bucket}/${key}`;
  } catch {
    return undefined;
  }
}
