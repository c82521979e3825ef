import { UserError } from '../../config/user-error';
import type { Stack, StateContext } from '../../terraform/state/context';
import { hasVersions, notDeployed } from '../../terraform/state/context';
import { readVersion } from './history';
import { AT_ONCE, inBatches } from '../../system/in-batches';
import type { StateObject, StateVersion } from '../../terraform/state/state-store';

/**
 * A version of a stack's state by its serial or its version id.
 * @throws UserError when there is none, or several different ones have that serial.
 */
export async function selectVersion(
  context: StateContext,
  stack: Stack,
  wanted: string,
): Promise<StateObject> {
  // S3's ids are no numbers, yet nothing promises that.
  const found =
    (/^\d{1,10}$/.test(wanted) ? await bySerial(context, stack, Number(wanted)) : undefined) ??
    (await context.store.version(stack.key, wanted));
  if (found !== undefined) return found;
  if (!(await hasVersions(context, stack))) {
    throw await notDeployed(context, stack);
  }
  throw new UserError(
    `The state of ${stack.scope} has no serial or version "${wanted}". \`pnpm ops state history ${stack.scope}\` lists them.`,
  );
}

async function bySerial(
  context: StateContext,
  stack: Stack,
  serial: number,
): Promise<StateObject | undefined> {
  const found: StateObject[] = [];
  let batch: StateVersion[] = [];
  const read = async (): Promise<void> => {
    const versions = await inBatches(batch, (version) =>
      readVersion(context.store, stack, version),
    );
    for (const { object } of versions) {
      if (object?.state.serial === serial) found.push(object);
    }
    batch = [];
  };
  for await (const version of context.store.versions(stack.key)) {
    batch.push(version);
    if (batch.length < AT_ONCE) continue;
    await read();
    // Serials rise with every write: what is older has lower ones.
    if (found.length > 0) break;
  }
  await read();
  if (new Set(found.map(({ md5 }) => md5)).size > 1) {
    const ids = found.map(({ versionId }) => versionId ?? 'null').join(', ');
    throw new UserError(
      `Several versions of the state of ${stack.scope} have the serial ${serial}. Name one by its id: ${ids}.`,
    );
  }
  return found[0];
}
