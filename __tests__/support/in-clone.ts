import { childEnvironment } from '../../src/config/environment';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { Operator } from './operator';
import { onAws, type SnapshotName } from './snapshots';
import type { StageClients } from './stage-clients';
import type { TestAws } from './test-aws';

/** What a case of somebody with a clone works on. */
export interface CloneCase {
  readonly aws: TestAws;
  readonly operator: Operator;
  readonly clients: StageClients;
}

/**
 * A case of somebody with a clone, on a local AWS of their own; `settings` are exported beforehand, `followed` takes
 * each command of the runbook that was followed.
 */
export const inClone = (
  from: SnapshotName | undefined,
  work: (on: CloneCase) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
  followed = new Set<string>(),
): (() => Promise<void>) =>
  onAws(from, async ({ aws, clients }) => {
    const env = childEnvironment({ ...(await providerEnvironment(aws.env)), ...settings }, aws.env);
    const operator = new Operator(aws.directory, env, followed);
    const committed = await operator.do('git init -q && git add -A && git commit -qm "as it is"');
    if (committed.code !== 0) throw new Error(committed.stderr);
    await work({ operator, clients, aws });
  });
