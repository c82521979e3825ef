import { cpus } from 'node:os';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { run, runOps } from '../__tests__/support/commands';
import { SmallStageFolder } from '../__tests__/support/small-stage';
import { StateSuite } from '../__tests__/support/state-suite';
import { formatTable } from '../src/cli/table';
import { PLAIN } from '../src/cli/terminal';
import { median } from './measure';

const ROUNDS = 5;

/** What is timed against the others, within one run on one machine. */
interface Contender {
  readonly name: string;
  readonly work: () => Promise<unknown>;
}

/**
 * How long `ops state list` takes over three stages with small states in a local AWS, next to what a
 * person without it would do, and to what Node takes to start at all.
 */
export async function benchStateList(): Promise<string> {
  const suite = await StateSuite.start();
  const { shared } = suite.context.config;
  const stages = ['dev', 'staging', 'prod'].map(
    (stage) => new SmallStageFolder(stage, shared, suite.env),
  );
  try {
    for (const stage of stages) await stage.apply({ data: { a: '1', b: '2' } });
    const contenders: readonly Contender[] = [
      { name: 'node -e 0', work: () => run(process.execPath, ['-e', '0'], { env: suite.env }) },
      { name: 'ops --help', work: () => runOps(['--help'], suite.env) },
      { name: 'ops state list', work: () => suite.ops('list') },
      {
        name: 'terraform init, terraform state list: each stage',
        work: async () => {
          for (const stage of stages) {
            rmSync(path.join(stage.directory, '.terraform'), { recursive: true });
            await stage.expect('init', '-input=false');
            await stage.expect('state', 'list');
          }
        },
      },
    ];
    return summary(contenders, await measured(contenders));
  } finally {
    for (const stage of stages) stage.remove();
    await suite.stop();
  }
}

/** By contender, the milliseconds of every round; in turns, so that a busy machine is so for all. */
async function measured(contenders: readonly Contender[]): Promise<Map<string, number[]>> {
  const times = new Map(contenders.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, work } of contenders) {
      const start = performance.now();
      await work();
      // The first round fills caches.
      if (round > 0) times.get(name)?.push(performance.now() - start);
    }
  }
  return times;
}

function summary(contenders: readonly Contender[], times: ReadonlyMap<string, number[]>): string {
  const ofList = median(times.get('ops state list'));
  const table = formatTable<Contender>(
    [
      { head: `MEDIAN OF ${ROUNDS}`, cell: ({ name }) => name },
      { head: 'MS', cell: ({ name }) => median(times.get(name)).toFixed(0), align: 'right' },
      {
        head: 'OPS STATE LIST = 1',
        cell: ({ name }) => (median(times.get(name)) / ofList).toFixed(2),
        align: 'right',
      },
    ],
    contenders,
    PLAIN,
  );
  return `${table}\n\nNode ${process.versions.node}, ${cpus().length} cores`;
}
