import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { adoptEnvironment } from '../../src/config/environment';
import { RIGHTS } from '../../src/resource-types';
import { terraformEnvironment } from '../../src/terraform/environment';
import { SHARED_SERVER, startServer } from './test-aws';

/** Has Terraform and moto installed before the workers would, and starts the local AWS that they fork. */
export default async function setup(
  _global: unknown,
  project: { readonly globals: Record<string, unknown> },
): Promise<void> {
  adoptEnvironment(await terraformEnvironment());
  const { directory, stop } = await startServer();
  // For short-schema.cjs.
  const types = [...RIGHTS.keys()].map((type) => type.replace(/^data\./, ''));
  writeFileSync(path.join(directory, 'types'), types.join('\n'));
  // Jest hands a project's globals to its workers.
  Reflect.set(project.globals, SHARED_SERVER, directory);
  Reflect.set(globalThis, 'stopSharedServer', stop);
}
