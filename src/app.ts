import { App } from 'cdktf';
import { ACCESS_STACK, STATE_STACK, stackName } from './config/names';
import type { Config, SharedConfig, StageConfig } from './config/schema';
import { UserError } from './config/user-error';
import type { AccessibleStage } from './stacks/access-stack';
import { AccessStack } from './stacks/access-stack';
import { ImageServiceStack } from './stacks/image-service-stack';
import { StateStack } from './stacks/state-stack';

/** Every stack of a configuration. */
export interface ServiceApp {
  readonly app: App;
  readonly state: StateStack;
  readonly access: AccessStack;
  readonly stages: readonly AccessibleStage[];
}

/** Builds all stacks. Stacks are created in this file and nowhere else, so that every command sees the same. */
export function buildApp({ shared, stages: configured }: Config): ServiceApp {
  const app = new App();
  const state = new StateStack(app, shared);
  const stages = configured.map((stage) => ({ stage, stack: createStage(app, shared, stage) }));
  // What the stages consist of says what their roles may do.
  const access = new AccessStack(app, { shared, stages });
  return { app, state, access, stages };
}

/**
 * Builds one stack, and no other.
 * @throws UserError that lists the stacks when there is none of that name.
 */
export function buildStack(config: Config, name: string): App {
  const { shared, stages } = config;
  const app = new App();
  const stage = stages.find((one) => stackName(one.name) === name);
  if (stage !== undefined) createStage(app, shared, stage);
  else if (name === STATE_STACK) new StateStack(app, shared);
  else if (name === ACCESS_STACK) {
    const built = stages.map((one) => ({ stage: one, stack: buildStage(shared, one) }));
    new AccessStack(app, { shared, stages: built });
  } else {
    const names = [STATE_STACK, ...stages.map((one) => stackName(one.name)), ACCESS_STACK];
    throw new UserError(`There is no stack "${name}". The stacks are: ${names.join(', ')}.`);
  }
  return app;
}

/** Builds a stage's stack for looking at: it is written nowhere. */
export const buildStage = (shared: SharedConfig, stage: StageConfig): ImageServiceStack =>
  createStage(new App(), shared, stage);

const createStage = (app: App, shared: SharedConfig, stage: StageConfig): ImageServiceStack =>
  new ImageServiceStack(app, { shared, stage });
