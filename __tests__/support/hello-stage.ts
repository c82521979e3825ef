import type { App } from 'cdktf';
import { WITH_HELLO } from '../../examples/hello-function/functions';
import type { StageConfig } from '../../src/config/schema';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';
import { config } from './config';

/** A stage with the example's function. */
export const helloStage = (app: App, stage: StageConfig): ImageServiceStack =>
  new ImageServiceStack(app, { shared: config.shared, stage, functions: WITH_HELLO });
