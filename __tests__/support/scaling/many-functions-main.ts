import { App } from 'cdktf';
import { loadConfig, stageNamed } from '../../../src/config/load';
import { ImageServiceStack } from '../../../src/stacks/image-service-stack';
import { pinProviders } from '../../../src/terraform/lock-file';
import { manyAlarms, manyFunctions, SIMULATED } from './many-functions';

/** The program that cdktf runs for dev with as many functions and alarms as docs/scaling.md speaks of. */
const config = loadConfig();
const app = new App();
new ImageServiceStack(app, {
  shared: config.shared,
  stage: stageNamed(config, 'dev'),
  functions: manyFunctions(SIMULATED.functions),
  alarms: manyAlarms(SIMULATED.alarms),
});
app.synth();
pinProviders(app.outdir);
