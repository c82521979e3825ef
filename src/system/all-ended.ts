/** As `Promise.all`, but it fails only once all of them have ended: what they work in may go then. */
export async function allEnded<T>(all: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}
