import { buildStack } from '../src/app';
import { loadConfig, stageNamed } from '../src/config/load';
import { stackName } from '../src/config/names';
import { reportAndFail } from '../src/config/user-error';
import { pinProviders } from '../src/terraform/lock-file';
import { WITH_EXAMPLES } from './functions';

/** `node src/bundled.cjs examples/main.ts [stage]`: synthesizes dev, or that stage, with all examples. */
function main(): void {
  const config = loadConfig();
  const { name } = stageNamed(config, process.argv[2] ?? 'dev');
  const app = buildStack(config, stackName(name), WITH_EXAMPLES);
  app.synth();
  pinProviders(app.outdir);
}

try {
  main();
} catch (error) {
  reportAndFail(error);
}
