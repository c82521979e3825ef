import { loadConfig } from '../../config/load';
import type { AccountConfig } from '../../config/accounts';
import { accountsOf, configIn, configOf } from '../../config/accounts';
import { ACCESS_SCOPE, STATE_SCOPE, stackName, stateKey } from '../../config/names';
import { deployCommand } from '../../config/deploy-command';
import { didYouMean } from '../../config/near-miss';
import type { Environment } from '../../config/environment';
import type { Config, StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import type { AwsClients } from '../../aws/clients';
import { awsClients } from '../../aws/clients';
import { requireAccount } from '../../aws/account';
import { StateBackend } from './state-backend';
import { StateLocks } from './state-locks';
import type { StateObject } from './state-store';
import { StateStore } from './state-store';

/** A stack and where its state is. */
export interface Stack {
  /** What the person calls it: the stage's name, `access` or `state`. */
  readonly scope: string;
  /** e.g. `image-service-dev` */
  readonly name: string;
  readonly key: string;
  /** None for the two stacks that bootstrap makes. */
  readonly stage: StageConfig | undefined;
}

/** What every `ops state` command works with. */
export interface StateContext {
  /** Of the account whose states it reaches. */
  readonly config: AccountConfig;
  readonly store: StateStore;
  readonly locks: StateLocks;
  readonly backend: Pick<StateBackend, 'account'>;
  readonly env: Environment | undefined;
}

/** The context for the environment's configuration and the account of its credentials. */
export async function stateContext(env?: Environment): Promise<StateContext> {
  const config = loadConfig(env === undefined ? {} : { env });
  const clients = awsClients(config.shared.stateRegion, env);
  return contextOf(await configHere(config, clients, env), clients, env);
}

/**
 * The context for the account of that stage, whose credentials are still to be checked; for what is no
 * stage, that of the credentials.
 */
export async function contextOfScope(given: string, env?: Environment): Promise<StateContext> {
  const config = loadConfig(env === undefined ? {} : { env });
  const stage = config.stages.find(({ name }) => given === name || given === stackName(name));
  if (stage === undefined) return stateContext(env);
  const clients = awsClients(config.shared.stateRegion, env);
  return contextOf(configOf(config, stage), clients, env);
}

/** What lies in the account of the credentials; AWS is asked for that only where it makes a difference. */
export async function configHere(
  config: Config,
  clients: AwsClients,
  env?: Environment,
): Promise<AccountConfig> {
  const [only, ...others] = accountsOf(config);
  if (only?.account === undefined && others.length === 0 && only !== undefined) return only;
  return configIn(config, await new StateBackend(config.shared, clients, env).account());
}

/** The context over given clients. */
export function contextOf(
  config: AccountConfig,
  clients: AwsClients,
  env?: Environment,
): StateContext {
  return {
    config,
    store: new StateStore(config.shared, clients, env),
    locks: new StateLocks(config.shared, clients, env),
    backend: new StateBackend(config.shared, clients, env),
    env,
  };
}

/** Every stack that has a state there: the stages', then those that bootstrap makes. */
export function allStacks({ stages, accessStack, stateStack }: AccountConfig): Stack[] {
  return [
    ...stages.map((stage) => ({
      scope: stage.name,
      name: stackName(stage.name),
      key: stateKey(stage.name),
      stage,
    })),
    { scope: ACCESS_SCOPE, name: accessStack, key: stateKey(ACCESS_SCOPE), stage: undefined },
    { scope: STATE_SCOPE, name: stateStack, key: stateKey(STATE_SCOPE), stage: undefined },
  ];
}

/**
 * The stack of a stage, of `access` or of `state`; a stack's own name is taken as well.
 * @throws UserError that lists the valid names.
 */
export function stackOf(config: AccountConfig, given: string): Stack {
  const stacks = allStacks(config);
  const found = stacks.find(({ scope, name }) => given === scope || given === name);
  if (found !== undefined) return found;
  const stages = [...config.stages, ...config.elsewhere].map(({ name }) => name);
  const near = didYouMean(given, [...stages, ACCESS_SCOPE, STATE_SCOPE]);
  throw new UserError(
    `There is no stage "${given}".${near} The stages are: ${stages.join(', ')}; "${ACCESS_SCOPE}" and "${STATE_SCOPE}" are what \`pnpm ops bootstrap\` made.`,
  );
}

/** @throws UserError when the credentials belong to another account than the stage's. */
export async function requireAccountOf(context: StateContext, { stage }: Stack): Promise<void> {
  if (stage?.accountId === undefined) return;
  requireAccount(stage, await context.backend.account());
}

/**
 * The stack's current state.
 * @throws UserError for the wrong account, and when there is no state.
 */
export async function currentState(context: StateContext, stack: Stack): Promise<StateObject> {
  const [account, state] = await Promise.allSettled([
    requireAccountOf(context, stack),
    context.store.current(stack.key),
  ]);
  // The wrong account explains whatever went wrong with the state.
  if (account.status === 'rejected') throw account.reason;
  if (state.status === 'rejected') throw state.reason;
  if (state.value === undefined) throw await notDeployed(context, stack);
  return state.value;
}

/** How a state that was there before is brought back. */
export const restoreAdvice = ({ scope }: Pick<Stack, 'scope'>): string =>
  `Choose a version with \`pnpm ops state history ${scope}\` and restore it: \`pnpm ops state restore ${scope} <version>\`.`;

/** What to do where Terraform waits for a state of which there is no version any more. */
export const lostAdvice = ({ scope }: Pick<Stack, 'scope'>): string =>
  `The lock table remembers a state, but the bucket has no version of it: there is nothing to restore, and Terraform refuses to plan. \`pnpm ops state remove-digest ${scope}\` lets it begin anew; \`pnpm ops recover ${scope}\` then finds what AWS still has.`;

/** What to tell someone who asks for the state of a stack that has none, or no version of one. */
export async function notDeployed(context: StateContext, stack: Stack): Promise<UserError> {
  const { store, locks } = context;
  const digest = await locks.digest(stack.key);
  if (digest !== undefined && digest !== '' && !(await hasVersions(context, stack))) {
    return new UserError(`The state of ${stack.name} is lost. ${lostAdvice(stack)}`);
  }
  const remedy =
    stack.stage === undefined ? 'pnpm ops bootstrap' : deployCommand(stack.stage.name, context.env);
  return new UserError(
    `${stack.name} is not deployed: there is no state at ${store.url(stack.key)}. Run \`${remedy}\` first.`,
  );
}

/** Whether the bucket has anything of the state, be it a deletion. */
export const hasVersions = async ({ store }: StateContext, { key }: Stack): Promise<boolean> =>
  (await store.versions(key).next()).done !== true;
