import { SHARED_SERVER, startServer } from './test-aws';

/** Starts the local AWS that the integration suites fork. */
export default async function setup(
  _global: unknown,
  project: { readonly globals: Record<string, unknown> },
): Promise<void> {
  const { directory, stop } = await startServer();
  // Jest hands a project's globals to its workers.
  Reflect.set(project.globals, SHARED_SERVER, directory);
  Reflect.set(globalThis, 'stopSharedServer', stop);
}
