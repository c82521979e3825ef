import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { AccountConfig } from '../../config/accounts';
import type { Environment } from '../../config/environment';
import { fromJson, resources, type Block } from '../../synthesized/synthesized';
import { requireAllowedByVariable } from '../../terraform/plan/gate';
import type { StackRun } from '../../terraform/stack-run';
import type { StackLog } from '../../terraform/stack-log';
import type { StateBackend } from '../../terraform/state/state-backend';

export interface BootstrapRun {
  /** What lies in the account of the credentials, and what elsewhere. */
  readonly config: AccountConfig;
  readonly account: string;
  readonly iam: IAMClient;
  readonly backend: StateBackend;
  readonly stack: (name: string) => StackRun;
  readonly say: (line: string) => void;
  readonly log: ((stack: string) => StackLog) | undefined;
  readonly env: Environment | undefined;
}

export interface UpdateOptions {
  readonly canLock: () => Promise<boolean>;
  /** `plan`: what will happen, then that it does. `apply`: only the latter. */
  readonly shown: 'plan' | 'apply';
  /** Throws when the plan, as `show -json` prints it, is not to be applied. @default any is */
  readonly check?: (planJson: string) => void;
}

/** No waiting: a second bootstrap says who is at it. */
export const AT_ONCE = { timeout: '0s' } as const;

/**
 * Plans a stack whose state is in the bucket, shows and applies what is to change.
 * @returns whether anything was.
 * @throws UserError when it would destroy, or no longer protect, what no apply brings back.
 */
export async function bringUpToDate(
  { say, env }: Pick<BootstrapRun, 'env' | 'say'>,
  stack: StackRun,
  { canLock, shown, check }: UpdateOptions,
): Promise<boolean> {
  await stack.init();
  const plan = await stack.plan({ lock: 'none' });
  if (!plan.hasChanges) return false;
  const planJson = await stack.show(plan);
  check?.(planJson);
  requireAllowedByVariable(planJson, env);
  if (shown === 'plan') say(plan.output);
  await stack.apply(plan, (await canLock()) ? AT_ONCE : 'none');
  return true;
}

/** The resources of that type in a synthesized stack. */
export function resourcesOf({ directory }: Pick<StackRun, 'directory'>, type: string): Block[] {
  const text = readFileSync(path.join(directory, 'cdk.tf.json'), 'utf8');
  return resources(fromJson(path.basename(directory), JSON.parse(text)), type);
}
