import { run } from '../__tests__/support/commands';
import { childEnvironment } from '../src/config/environment';
import { UserError } from '../src/config/user-error';

/** A command that is timed against others, within one run on one machine. */
export interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  /** What happens before each of its turns, untimed. */
  readonly before?: () => void;
}

/** What one run of a command took, its children's included. */
interface Usage {
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** Python says what a command took of the processor and of memory, which Node does not. */
const USAGE = `
import json, os, sys
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, used = os.wait4(child, 0)
unit = 1 if sys.platform == 'darwin' else 1024
print(json.dumps({'cpuSeconds': used.ru_utime, 'megabytes': used.ru_maxrss * unit / 1e6}))
sys.exit(os.waitstatus_to_exitcode(status))
`;

/** By contender, the user time and peak memory of every round; in turns, so that a busy machine is so for all. */
export async function measured(
  contenders: readonly Contender[],
  rounds: number,
): Promise<ReadonlyMap<string, readonly Usage[]>> {
  const usages = new Map(contenders.map(({ name }) => [name, [] as Usage[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, command, cwd, before } of contenders) {
      before?.();
      const { code, stdout, stderr } = await run('python3', ['-c', USAGE, ...command], {
        cwd,
        env: childEnvironment(),
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
