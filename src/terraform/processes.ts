import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** One line of `ps`. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** The program's name, without its folder. */
  readonly name: string;
}

/** Every process of this machine that still runs. Empty where there is no `ps`. */
export function runningProcesses(): RunningProcess[] {
  const columns = ['-A', '-o', 'pid=,ppid=,stat=,comm='];
  const { stdout, error } = spawnSync('ps', columns, { encoding: 'utf8' });
  return error === undefined ? parseProcesses(stdout) : [];
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
