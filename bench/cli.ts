import { reportAndFail, UserError } from '../src/config/user-error';
import { benchMutations } from './mutations';
import { benchPages } from './pages';
import { benchStateList } from './state-list';
import { benchSuite } from './suite';
import { writeSynthesis } from './synthesis';

/** By name, what gives a table to print. */
const BENCHES = new Map([
  ['mutations', benchMutations],
  ['pages', benchPages],
  ['state-list', benchStateList],
  ['suite', benchSuite],
  ['synthesis', writeSynthesis],
]);

async function main([name = 'synthesis', ...more]: readonly string[]): Promise<void> {
  const bench = more.length === 0 ? BENCHES.get(name) : undefined;
  if (bench === undefined) {
    throw new UserError(`Usage: pnpm bench [${[...BENCHES.keys()].join(' | ')}]`);
  }
  console.log(await bench());
}

main(process.argv.slice(2)).catch(reportAndFail);
