import { WITH_EXAMPLES } from '../../examples/functions';
import { buildStack } from '../../src/app';
import { loadConfig } from '../../src/config/load';
import { stackName } from '../../src/config/names';
import { pinProviders } from '../../src/terraform/lock-file';
import { largeFunction } from './large-function';

// Synthesizes dev with the functions of the examples, and one whose code is too large for a call to Lambda.
const large = { name: 'large', route: 'GET /large', ...largeFunction() };
const app = buildStack(loadConfig(), stackName('dev'), [...WITH_EXAMPLES, large]);
app.synth();
pinProviders(app.outdir);
