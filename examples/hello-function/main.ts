import { App } from 'cdktf';
import { loadConfig, stageNamed } from '../../src/config/load';
import { reportAndFail } from '../../src/config/user-error';
import { pinProviders } from '../../src/terraform/lock-file';
import { HelloStage } from './hello-stage';

/** `node src/bundled.cjs examples/hello-function/main.ts [stage]`: synthesizes dev, or that stage. */
function main(): void {
  const config = loadConfig();
  const app = new App();
  new HelloStage(app, {
    shared: config.shared,
    stage: stageNamed(config, process.argv[2] ?? 'dev'),
  });
  app.synth();
  pinProviders(app.outdir);
}

try {
  main();
} catch (error) {
  reportAndFail(error);
}
