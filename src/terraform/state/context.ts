import { loadConfig } from '../../config/load';
import { accountsOf, configIn, configOf, type AccountConfig } from '../../config/accounts';
import { ACCESS_SCOPE, STATE_SCOPE, stackName, stateKey } from '../../config/names';
import { deployCommand } from '../../config/deploy-command';
import { didYouMean } from '../../config/near-miss';
import type { Environment } from '../../config/environment';
import type { Config, StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { awsClients, type AwsClients } from '../../aws/clients';
import { matches } from '../../values/matches';
import { visible } from '../../values/text';
import { requireAccount } from '../../aws/account';
import { awsName, erroredState, refuseErroredState } from '../errored-state';
import { removeLeftovers } from '../run-folder';
import { isLocked } from './lock-info';
import { StateBackend } from './state-backend';
import { StateLocks } from './state-locks';
import { restoreAdvice, StateStore, type StateObject } from './state-store';

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

/** Those of them that are named as cdktf takes names: `*` stands for anything. */
export const stacksNamed = (config: AccountConfig, names: readonly string[]): Stack[] =>
  allStacks(config).filter(({ name }) => names.some((given) => matches(given, name)));

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

/** The AWS in which the states are, as `awsName` has it. */
export const awsOf = async ({ backend, env }: StateContext): Promise<string> =>
  awsName(await backend.account(), env);

/** The file of the stack's state that could not be uploaded, be it by a run that was killed; undefined: there is none. */
export async function keptState(
  context: StateContext,
  { name }: Stack,
): Promise<string | undefined> {
  removeLeftovers();
  return erroredState(name, await awsOf(context));
}

/** @throws UserError when a state of the stack is kept that could not be uploaded, be it by a run that was killed. */
export const refuseKept = async (context: StateContext, { name }: Stack): Promise<void> => {
  removeLeftovers();
  refuseErroredState(name, await awsOf(context));
};

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

/** @throws UserError with the remedy when Terraform would refuse the state, or that there is none any more. */
export async function requireUsable(
  context: StateContext,
  stack: Stack,
  state: StateObject | undefined,
): Promise<void> {
  const digest = await context.locks.digest(stack.key);
  const problem = await digestProblem(context, stack, state, digest);
  if (problem !== undefined) throw cannotBeUsed(stack, problem);
}

/** @throws UserError when the stack is locked: what is half deployed tells nothing. */
export async function refuseLocked({ locks }: StateContext, { key }: Stack): Promise<void> {
  const held = await locks.held(key);
  if (held !== undefined) throw isLocked(key, held.info);
}

/**
 * @throws UserError in one sentence when Terraform would refuse to plan: what is wrong with the state, or
 * who may be about to write it.
 */
export async function requirePlannable(context: StateContext, stack: Stack): Promise<void> {
  const { locks, store } = context;
  const [held, state] = await Promise.all([locks.held(stack.key), store.current(stack.key)]);
  await requireUsable(context, stack, state).catch((error: unknown) => {
    throw held === undefined ? error : isLocked(stack.key, held.info);
  });
}

const cannotBeUsed = ({ name }: Stack, problem: string): UserError =>
  new UserError(`${name}: ${problem}`);

/** What is wrong with a state that has not the digest that the lock table remembers; undefined: nothing is. */
export async function digestProblem(
  context: StateContext,
  stack: Stack,
  state: StateObject | undefined,
  digest: string | undefined,
): Promise<string | undefined> {
  if (digest === undefined || digest === '' || digest === state?.md5) return undefined;
  if (state !== undefined) {
    return `The state is not the one that Terraform last wrote (MD5 ${state.md5}, the lock table says ${visible(digest)}). ${restoreAdvice(stack.scope)}`;
  }
  // Who may not list them is told of the command that does.
  return (await hasVersions(context, stack).catch(() => true))
    ? `The state is gone, but the lock table remembers one. ${restoreAdvice(stack.scope)}`
    : `The lock table remembers a state, but the bucket has no version of it: there is nothing to restore, and Terraform refuses to plan. \`pnpm ops state remove-digest ${stack.scope}\` lets it begin anew; \`pnpm ops recover ${stack.scope}\` then finds what AWS still has.`;
}

/** What to tell someone who asks for the state of a stack that has none, or no version of one. */
export async function notDeployed(context: StateContext, stack: Stack): Promise<UserError> {
  const digest = await context.locks.digest(stack.key);
  const problem = await digestProblem(context, stack, undefined, digest);
  if (problem !== undefined) return cannotBeUsed(stack, problem);
  const remedy =
    stack.stage === undefined ? 'pnpm ops bootstrap' : deployCommand(stack.stage.name, context.env);
  return new UserError(
    `${stack.name} is not deployed: there is no state at ${context.store.url(stack.key)}. Run \`${remedy}\` first.`,
  );
}

/** Whether the bucket has anything of the state, be it a deletion. */
export const hasVersions = async ({ store }: StateContext, { key }: Stack): Promise<boolean> =>
  (await store.versions(key).next()).done !== true;
