import { runCdktf } from './run-cdktf';
import { runCommand } from '../cli/run-command';

// `pnpm cdktf …`. pnpm passes a `--` on; cdktf would take what follows for stacks.
const [first, ...rest] = process.argv.slice(2);
const args = first === '--' ? rest : process.argv.slice(2);
void runCommand(() => runCdktf(args));
