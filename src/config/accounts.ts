import { ACCESS_STACK, STATE_STACK } from './names';
import { ACCOUNT_PLACEHOLDER, type Config, type SharedConfig, type StageConfig } from './schema';
import { UserError } from './user-error';

/** What lies in one AWS account: its stages, and the remote state and the access that they share. */
export interface AccountConfig extends Config {
  /** Undefined: whichever account the credentials belong to. */
  readonly account: string | undefined;
  /** The stages of other accounts. */
  readonly elsewhere: readonly StageConfig[];
  /** The names of the account's two stacks that are no stage. */
  readonly stateStack: string;
  readonly accessStack: string;
}

/** What the stages of that account share: the state bucket's name holds the account, where it is to. */
export const sharedIn = (shared: SharedConfig, account: string | undefined): SharedConfig =>
  account === undefined
    ? shared
    : {
        ...shared,
        stateBucketName: shared.stateBucketName.replace(ACCOUNT_PLACEHOLDER, account),
      };

/** Every account of the configuration. A stage that names none lies in whichever is at hand. */
export function accountsOf({ shared, stages }: Config): AccountConfig[] {
  const named = [...new Set(stages.map(({ accountId }) => accountId))];
  const accounts = named.length === 0 ? [undefined] : named;
  // One account's stacks are called what they were before there were several.
  const nameOf = (stack: string, account: string | undefined): string =>
    account === undefined || accounts.length === 1 ? stack : `${stack}-${account}`;
  return accounts.map((account) => {
    const isHere = ({ accountId }: StageConfig): boolean =>
      accountId === undefined || accountId === account;
    return {
      account,
      shared: sharedIn(shared, account),
      stages: stages.filter(isHere),
      elsewhere: stages.filter((stage) => !isHere(stage)),
      stateStack: nameOf(STATE_STACK, account),
      accessStack: nameOf(ACCESS_STACK, account),
    };
  });
}

/**
 * What lies in the account that the credentials belong to.
 * @throws UserError that says where the stages lie when none does.
 */
export function configIn(config: Config, account: string): AccountConfig {
  const accounts = accountsOf(config);
  const found =
    accounts.find((one) => one.account === account) ??
    accounts.find((one) => one.account === undefined);
  if (found !== undefined) return found;
  throw new UserError(
    `No stage lies in AWS account ${account}, which these credentials belong to: ${whereabouts(config.stages)}. Use the account's credentials (AWS_PROFILE), or correct IMAGE_SERVICE_<STAGE>_ACCOUNT_ID.`,
  );
}

/** What lies in the account of that stage, whatever the credentials are. */
export const configOf = (config: Config, { accountId }: StageConfig): AccountConfig => {
  const found = accountsOf(config).find(({ account }) => account === accountId);
  if (found === undefined) throw new Error('the stage is not of this configuration');
  return found;
};

/** e.g. `prod lies in 111122223333` */
export const whereabouts = (stages: readonly StageConfig[]): string =>
  stages.map(({ name, accountId = '' }) => `${name} lies in ${accountId}`).join(', ');
