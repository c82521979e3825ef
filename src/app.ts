import { App } from 'cdktf';
import { accountsOf, sharedIn } from './config/accounts';
import { stackName } from './config/names';
import type { Config, SharedConfig, StageConfig } from './config/schema';
import { unknownName } from './config/near-miss';
import type { FunctionDefinition } from './constructs/functions/function-definition';
import { FUNCTIONS } from './functions';
import { AccessStack, type AccessibleStage } from './stacks/access-stack';
import { ImageServiceStack } from './stacks/image-service-stack';
import { StateStack } from './stacks/state-stack';

/** Every stack of a configuration. */
export interface ServiceApp {
  readonly app: App;
  /** One of each per account. */
  readonly states: readonly StateStack[];
  readonly accesses: readonly AccessStack[];
  readonly stages: readonly AccessibleStage[];
}

type Functions = readonly FunctionDefinition[];

/** Builds all stacks. Stacks are created in this file and nowhere else, so that every command sees the same. */
export function buildApp(config: Config, functions: Functions = FUNCTIONS): ServiceApp {
  const app = new App();
  const accounts = accountsOf(config);
  const states = accounts.map((account) => new StateStack(app, account));
  const stages = config.stages.map((stage) => ({
    stage,
    stack: createStage(app, config.shared, stage, functions),
  }));
  // What the stages consist of says what their roles may do.
  const accesses = accounts.map(
    (account) =>
      new AccessStack(app, {
        ...account,
        stages: stages.filter(({ stage }) => account.stages.includes(stage)),
      }),
  );
  return { app, states, accesses, stages };
}

/**
 * Builds one stack, and no other.
 * @throws UserError that lists the stacks when there is none of that name.
 */
export function buildStack(config: Config, name: string, functions: Functions = FUNCTIONS): App {
  const { shared, stages } = config;
  const accounts = accountsOf(config);
  const stage = stages.find((one) => stackName(one.name) === name);
  const state = accounts.find(({ stateStack }) => stateStack === name);
  const access = accounts.find(({ accessStack }) => accessStack === name);
  if (stage === undefined && state === undefined && access === undefined) {
    const names = [
      ...accounts.map(({ stateStack }) => stateStack),
      ...stages.map((one) => stackName(one.name)),
      ...accounts.map(({ accessStack }) => accessStack),
    ];
    throw unknownName('stack', name, names);
  }
  // It makes its output folder.
  const app = new App();
  if (stage !== undefined) createStage(app, shared, stage, functions);
  else if (state !== undefined) new StateStack(app, state);
  else if (access !== undefined) {
    const built = access.stages.map((one) => ({
      stage: one,
      stack: buildStage(shared, one, functions),
    }));
    new AccessStack(app, { ...access, stages: built });
  }
  return app;
}

/** Builds a stage's stack for looking at: it is written nowhere. */
export const buildStage = (
  shared: SharedConfig,
  stage: StageConfig,
  functions: Functions = FUNCTIONS,
): ImageServiceStack => createStage(new App(), shared, stage, functions);

const createStage = (
  app: App,
  shared: SharedConfig,
  stage: StageConfig,
  functions: Functions,
): ImageServiceStack =>
  new ImageServiceStack(app, { shared: sharedIn(shared, stage.accountId), stage, functions });
