import { buildApp, buildStack } from './src/app';
import { loadConfig } from './src/config/load';
import { reportAndFail } from './src/config/user-error';
import { pinProviders } from './src/terraform/lock-file';

/** Synthesizes all stacks, or the one that is named. */
function main(only?: string): void {
  const config = loadConfig();
  const app = only === undefined ? buildApp(config).app : buildStack(config, only);
  app.synth();
  pinProviders(app.outdir);
}

try {
  main(process.argv[2]);
} catch (error) {
  reportAndFail(error);
}
