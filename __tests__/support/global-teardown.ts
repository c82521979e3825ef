/** Ends the local AWS that the integration suites forked, and every fork with it. */
export default async function teardown(): Promise<void> {
  await (Reflect.get(globalThis, 'stopSharedServer') as () => Promise<void>)();
}
