import { existsSync } from 'node:fs';
import path from 'node:path';
import { currentEnvironment } from '../../src/config/environment';
import { runTerraform } from '../../src/terraform/terraform';

// A command of ours that fails by a fault of its own as soon as its Terraform is at work: FOLDER.
const [cwd = ''] = process.argv.slice(2);
void runTerraform(['plan'], { cwd, env: currentEnvironment(), output: 'captured' });
setInterval(() => {
  if (existsSync(path.join(cwd, 'ready'))) throw new Error('a fault of our own');
}, 20);
