import path from 'node:path';
import { awsEndpoint, type Environment } from '../../config/environment';
import { loadConfig } from '../../config/load';
import { configIn, whereabouts, type AccountConfig } from '../../config/accounts';
import { deployCommand } from '../../config/deploy-command';
import { awsName } from '../../terraform/errored-state';
import { terraformEnvironment } from '../../terraform/environment';
import { Interrupted, STOPPED, watchInterrupts } from '../../system/interrupts';
import { inRunFolder } from '../../terraform/run-folder';
import { StackRun } from '../../terraform/stack-run';
import { alongside } from '../../system/alongside';
import { awsClients } from '../../aws/clients';
import { bootstrapAccess } from './bootstrap-access';
import { bootstrapState } from './bootstrap-state';
import type { BootstrapRun } from './bootstrap-run';
import type { StackLog } from '../../terraform/stack-log';
import { iamClient } from '../../aws/stage-boundary';
import { synthesizeStack } from '../../terraform/synthesize';
import { contextOf } from '../../terraform/state/context';
import { noteWriter } from '../../terraform/state/writer';
import { StateBackend } from '../../terraform/state/state-backend';
import { watchedTerraform } from '../../terraform/watched-terraform';

type Say = (line: string) => void;

export interface BootstrapOptions {
  readonly env?: Environment;
  readonly say?: Say;
  /** Takes what Terraform says about a stack. @default it is shown */
  readonly log?: (stack: string) => StackLog;
  /**
   * Begins once bucket, table and access are there: the state stack may still be waiting for the
   * provider. Both are waited for, whatever becomes of one.
   * @default nothing, and the state stack is finished before the access stack begins
   */
  readonly meanwhile?: () => Promise<void>;
}

/** Makes what the account needs, and prints what to do next. */
export async function bootstrapAccount(): Promise<undefined> {
  const { stages, elsewhere } = await bootstrap();
  console.log(`Next: ${deployCommand(stages[0]?.name ?? '')}`);
  if (elsewhere.length === 0) return;
  console.log(
    `Then the same with the credentials of the other accounts: ${whereabouts(elsewhere)}.`,
  );
}

/**
 * Makes what an account needs before its first stage: the remote state, then the boundaries of what
 * the stages' roles may do, and GitHub's access. What exists is kept and brought up to date.
 * @returns what lies in the account.
 * @throws UserError when the account, the bucket's name or Terraform stands in the way.
 */
export async function bootstrap(options: BootstrapOptions = {}): Promise<AccountConfig> {
  const { env, say = console.log, log, meanwhile } = options;
  const terraformEnv = await terraformEnvironment(env);
  const everything = loadConfig(env === undefined ? {} : { env });
  const clients = awsClients(everything.shared.stateRegion, env);
  const account = await new StateBackend(everything.shared, clients, env).account();
  const config = configIn(everything, account);
  const { stateStack, accessStack } = config;
  const endpoint = awsEndpoint(env);
  const aws = awsName(account, env);
  say(`Account ${account}${endpoint === undefined ? '' : ` (at ${endpoint}, not AWS)`}`);
  try {
    await inRunFolder(async (folder) => {
      const stackFolders = path.dirname(await synthesizeStack(stateStack, folder, env));
      const run: BootstrapRun = {
        config,
        account,
        iam: iamClient(env),
        backend: new StateBackend(config.shared, clients, env),
        stack: (stack) => {
          const directory = path.join(stackFolders, stack);
          const terraform = watchedTerraform(directory, terraformEnv, log?.(stack));
          return new StackRun({ directory, stack, terraform, aws });
        },
        say,
        log,
        env,
      };
      const context = contextOf(config, clients, env);
      await noteWriter([stateStack, accessStack], () => bootstrapStacks(run, meanwhile), context);
    }, aws);
    return config;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(STOPPED);
  }
}

async function bootstrapStacks(
  run: BootstrapRun,
  meanwhile: BootstrapOptions['meanwhile'],
): Promise<void> {
  // Between two programs of the one part, too, a press stops it: `isStopping` until all has ended.
  const stopWatching = watchInterrupts(() => undefined);
  try {
    const state = bootstrapState(run);
    if (meanwhile === undefined) {
      await state;
      await bootstrapAccess(run);
      return;
    }
    const { backend } = run;
    const hasBackend = async (): Promise<boolean> =>
      (await backend.hasBucket()) && (await backend.hasLockTable());
    await alongside(state, hasBackend, async () => {
      await bootstrapAccess(run);
      await meanwhile();
    });
  } finally {
    stopWatching();
  }
}
