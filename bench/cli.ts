import { reportAndFail, UserError } from '../src/config/user-error';
import { writeCommands } from './commands';
import { benchMutations } from './mutations';
import { benchPages } from './pages';
import { benchScale } from './scale';
import { benchSuite } from './suite';
import { writeSynthesis } from './synthesis';

/** By name, what gives a table to print. */
const BENCHES = new Map([
  ['commands', writeCommands],
  ['mutations', benchMutations],
  ['pages', benchPages],
  ['scale', benchScale],
  ['suite', benchSuite],
  ['synthesis', writeSynthesis],
]);

/** Those that write docs/performance.md. */
const DEFAULT = ['commands', 'synthesis'];

async function main(names: readonly string[]): Promise<void> {
  for (const name of names.length === 0 ? DEFAULT : names) {
    const bench = BENCHES.get(name);
    if (bench === undefined) {
      throw new UserError(`Usage: pnpm bench [${[...BENCHES.keys()].join(' | ')}]`);
    }
    console.log(await bench());
  }
}

main(process.argv.slice(2)).catch(reportAndFail);
