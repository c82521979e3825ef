import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { searchPath } from '../../../src/config/environment';
import type { Environment } from '../../../src/config/environment';
import { sendSignal } from '../../../src/system/interrupts';

/** The environment in which Terraform's provider stays between commands, noted in that folder. */
export function withResidentProvider(env: Environment, directory: string): Environment {
  const terraform = searchPath(env)
    .map((each) => path.join(each, 'terraform'))
    .find(existsSync);
  return {
    ...env,
    PATH: [__dirname, ...searchPath(env)].join(path.delimiter),
    TEST_TERRAFORM: terraform,
    TEST_PROVIDERS: directory,
    TEST_PROCESS: String(process.pid),
  };
}

/** The environment in which each command of Terraform starts its own provider, which dies with it. */
export const withOwnProviders = (env: Environment): Environment => ({
  ...env,
  TEST_PROVIDERS: undefined,
});

/** Ends the providers that the folder notes. */
export function endProviders(directory: string): void {
  for (const file of readdirSync(directory)) {
    if (!file.endsWith('.pid')) continue;
    sendSignal(Number(readFileSync(path.join(directory, file), 'utf8')), 'SIGTERM');
  }
}
