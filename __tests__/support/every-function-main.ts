import { buildStack } from '../../src/app';
import { loadConfig } from '../../src/config/load';
import { pinProviders } from '../../src/terraform/lock-file';
import { EVERY_FUNCTION } from './every-function';

/** The program that cdktf runs for dev with a function for each trigger. */
const app = buildStack(loadConfig(), 'image-service-dev', EVERY_FUNCTION);
app.synth();
pinProviders(app.outdir);
