import { buildStack } from '../../src/app';
import { loadConfig } from '../../src/config/load';
import { pinProviders } from '../../src/terraform/lock-file';
import { EVERY_FUNCTION } from './every-function';

/** The program that cdktf runs for dev with a function for each trigger. A new account has no layer. */
const functions = EVERY_FUNCTION.map((definition) => ({ ...definition, layers: [] }));
const app = buildStack(loadConfig(), 'image-service-dev', functions);
app.synth();
pinProviders(app.outdir);
