import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** One line of `ps`. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** The program's name, without its folder. */
  readonly name: string;
}

/** Whether a process of that id runs on this machine. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in the system's own words: no two of one id have the same. Undefined when it has ended. */
export function startOf(pid: number): string | undefined {
  try {
    // Its program's name, which may hold anything, is in parentheses; the start is 20 columns behind.
    const columns = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return columns?.[19];
  } catch {
    // Not Linux, or it has ended.
    return said('ps', '-o', 'lstart=', '-p', String(pid)).replace(/\W+/g, '_') || undefined;
  }
}

/** Where a process works; undefined where that cannot be seen. */
export function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Not Linux, or not ours.
    return /^n(.+)$/m.exec(said('lsof', '-a', '-d', 'cwd', '-p', String(pid), '-Fn'))?.[1];
  }
}

/** A Terraform of this machine, and where it works; undefined where that cannot be seen. */
export interface RunningTerraform {
  readonly pid: number;
  readonly directory: string | undefined;
  /** Its TF_DATA_DIR. @default .terraform, in that folder */
  readonly dataDirectory?: string | undefined;
}

/** The Terraforms that run on this machine. */
export const runningTerraforms = (): RunningTerraform[] =>
  runningProcesses()
    .filter(({ name }) => /^terraform(\.exe)?$/.test(name))
    .map(({ pid }) => ({
      pid,
      directory: workingDirectory(pid),
      dataDirectory: /(?:^|[\0 ])TF_DATA_DIR=([^\0 ]+)/.exec(environmentOf(pid))?.[1],
    }))
    // Of one that has ended meanwhile nothing can be seen either.
    .filter(({ pid, directory }) => directory !== undefined || isListed(pid));

const isListed = (pid: number): boolean => runningProcesses().some((one) => one.pid === pid);

/** A process's environment, as the system writes it; empty where that cannot be seen. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return said('ps', 'eww', '-o', 'command=', '-p', String(pid));
  }
}

/** Every process of this machine that still runs. Empty where there is no `ps`. */
export const runningProcesses = (): RunningProcess[] =>
  parseProcesses(said('ps', '-A', '-o', 'pid=,ppid=,stat=,comm='));

/** What a program writes to stdout; empty where there is no such program. */
function said(program: string, ...args: readonly string[]): string {
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' });
  // Typed as a string, yet null where it did not run.
  const text = (stdout as string | null) ?? '';
  return text;
}

/**
 * Reads `ps -o pid=,ppid=,stat=,comm=`; macOS gives the program's whole path. A zombie has ended: it
 * is listed until its parent asks how.
 */
export function parseProcesses(text: string): RunningProcess[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, name = ''] =
      /^\s*(\d+)\s+(\d+)\s+[^ZX\s]\S*\s+(.+?)\s*$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), name: path.basename(name) }];
  });
}

/** The processes that `pid` started, and theirs. */
export function descendants(
  pid: number,
  processes: readonly RunningProcess[] = runningProcesses(),
): RunningProcess[] {
  const children = processes.filter((candidate) => candidate.parent === pid);
  return children.flatMap((child) => [child, ...descendants(child.pid, processes)]);
}

/**
 * The Terraform processes among a process's descendants. Where a version manager's `terraform`
 * started the real one, only the real one: both would make two interrupts out of one.
 */
export function terraformProcesses(family: readonly RunningProcess[]): number[] {
  const all = family.filter((member) => /^terraform(\.exe)?$/.test(member.name));
  return all
    .filter(({ pid }) => !all.some((other) => descendants(pid, family).includes(other)))
    .map(({ pid }) => pid);
}
