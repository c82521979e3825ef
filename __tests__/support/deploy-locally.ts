import { everything } from '../../local/commands';
import { runCommand } from '../../src/cli/run-command';

/** `pnpm local`, in the local AWS at that port, whose logs go to that folder. */
const [port, dataDirectory = ''] = process.argv.slice(2);
void runCommand(() => everything(() => Promise.resolve({ port: Number(port), dataDirectory })));
