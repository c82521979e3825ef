import { runCommand } from '../cli/run-command';
import { readCdktfArguments } from './arguments';
import { showHelp } from './help';

// `pnpm cdktf …`. pnpm passes a `--` on; cdktf would take what follows for stacks.
const [first, ...rest] = process.argv.slice(2);
const args = first === '--' ? rest : process.argv.slice(2);
void runCommand(async () => {
  if (readCdktfArguments(args).isHelp) return showHelp(args);
  const { runCdktf } = await import('./run-cdktf');
  return runCdktf(args);
});
