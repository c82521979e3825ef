import { App } from 'cdktf';
import { loadConfig } from './src/config/load';
import { reportAndFail } from './src/config/user-error';
import { AccessStack } from './src/stacks/access-stack';
import { ImageServiceStack } from './src/stacks/image-service-stack';
import { StateStack } from './src/stacks/state-stack';
import { pinProviders } from './src/terraform/lock-file';

function main(): void {
  const { shared, stages } = loadConfig();
  const app = new App();
  new StateStack(app, shared);
  const built = stages.map((stage) => ({
    stage,
    stack: new ImageServiceStack(app, { shared, stage }),
  }));
  new AccessStack(app, { shared, stages: built });
  app.synth();
  pinProviders(app.outdir);
}

try {
  main();
} catch (error) {
  reportAndFail(error);
}
