import { existsSync } from 'node:fs';
import path from 'node:path';
import { currentEnvironment } from '../../src/config/environment';
import { runTerraform } from '../../src/terraform/terraform';

// A command of ours that waits to be killed or, with `fails`, fails by a fault of its own, as soon as its
// Terraform is at work: FOLDER fails|captured|shown.
const [cwd = '', what] = process.argv.slice(2);
const output = what === 'shown' ? 'shown' : 'captured';
void runTerraform(['plan'], { cwd, env: currentEnvironment(), output });
setInterval(() => {
  if (what === 'fails' && existsSync(path.join(cwd, 'ready')))
    throw new Error('a fault of our own');
}, 20);
