import { accountVariable } from '../config/overrides';
import type { StageConfig } from '../config/schema';
import { UserError } from '../config/user-error';

/** @throws UserError when the credentials belong to another account than the stage's. */
export function requireAccount({ name, accountId }: StageConfig, account: string): void {
  if (accountId === undefined || accountId === account) return;
  throw new UserError(
    `Stage ${name} lives in AWS account ${accountId}, but these credentials belong to ${account}. Use that account's (AWS_PROFILE), or correct ${accountVariable(name)}.`,
  );
}
