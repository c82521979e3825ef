import { App } from 'cdktf';
import { loadConfig } from './src/config/load';
import { ACCESS_STACK, STATE_STACK, stackName } from './src/config/names';
import { reportAndFail, UserError } from './src/config/user-error';
import { AccessStack } from './src/stacks/access-stack';
import { ImageServiceStack } from './src/stacks/image-service-stack';
import { StateStack } from './src/stacks/state-stack';
import { pinProviders } from './src/terraform/lock-file';

/** Synthesizes all stacks, or the one that is named. */
function main(only?: string): void {
  const { shared, stages } = loadConfig();
  const app = new App();
  const isWanted = (stack: string): boolean => only === undefined || only === stack;
  if (isWanted(STATE_STACK)) new StateStack(app, shared);
  // What the stages consist of says what their roles may do.
  const built = stages
    .filter(({ name }) => isWanted(stackName(name)) || isWanted(ACCESS_STACK))
    .map((stage) => ({ stage, stack: new ImageServiceStack(app, { shared, stage }) }));
  if (isWanted(ACCESS_STACK)) new AccessStack(app, { shared, stages: built });
  if (!app.node.children.some(({ node }) => isWanted(node.id))) {
    const names = [STATE_STACK, ...stages.map(({ name }) => stackName(name)), ACCESS_STACK];
    throw new UserError(`There is no stack "${only ?? ''}". The stacks are: ${names.join(', ')}.`);
  }
  app.synth();
  pinProviders(app.outdir);
}

try {
  main(process.argv[2]);
} catch (error) {
  reportAndFail(error);
}
