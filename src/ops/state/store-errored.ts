import { readFileSync } from 'node:fs';
import path from 'node:path';
import { erroredStateKey } from '../../config/names';
import type { StateContext } from '../../terraform/state/context';
import { keptState, requireAccountOf, stackOf } from '../../terraform/state/context';
import { recordKeptSettings } from '../../terraform/state/recorded-settings';

/** Where a state lies that an apply could not upload; no url where none is kept on this machine. */
export interface StoredErrored {
  readonly stack: string;
  readonly scope: string;
  readonly url?: string;
}

/**
 * Puts a stage's kept state beside its state in the bucket, where those read it who read states: the
 * machine of a workflow is gone with its job.
 * @throws UserError for the wrong account, and when it cannot be written.
 */
export async function storeErrored(context: StateContext, given: string): Promise<StoredErrored> {
  const stack = stackOf(context.config, given);
  const { name, scope } = stack;
  await requireAccountOf(context, stack);
  const file = await keptState(context, stack);
  if (file === undefined) return { stack: name, scope };
  await recordKeptSettings(context, scope, file);
  const key = erroredStateKey(scope, path.basename(file));
  await context.store.write(key, readFileSync(file, 'utf8'), {});
  return { stack: name, scope, url: context.store.url(key) };
}

/** What was done, for people. */
export const formatStored = ({ stack, scope, url }: StoredErrored): string =>
  url === undefined
    ? `No state of ${stack} is kept on this machine: its last apply could upload it, or wrote none.`
    : [
        `The state of ${stack} that could not be uploaded lies at ${url}. To push it:`,
        `  aws s3 cp ${url} errored.tfstate`,
        `  pnpm ops state push-errored ${scope} --file errored.tfstate`,
        `  aws s3 rm ${url}`,
      ].join('\n');
