import { Testing, type App } from 'cdktf';
import type { StageConfig } from '../../src/config/schema';
import type { SharedConfig } from '../../src/config/schema';
import { AccessStack } from '../../src/stacks/access-stack';
import {
  ImageServiceStack,
  type ImageServiceStackProps,
} from '../../src/stacks/image-service-stack';
import { config } from './config';
import type { Statement } from './rights/documents';
import { renderPolicy } from './rights/documents';
import type { SynthesizedStack } from './stack';
import { synthesize } from './stack';

/** What a test's stacks share: with a repository, so that there are roles. */
export const sharedWithGithub: SharedConfig = { ...config.shared, githubRepositories: ['us/ours'] };

/** The access stack for these stages, and the stages' stacks by name. */
export function synthesizeAccess(
  stages: readonly StageConfig[],
  {
    shared = sharedWithGithub,
    build = (app, props) => new ImageServiceStack(app, props),
  }: {
    readonly shared?: SharedConfig;
    /** @default a stage as it is committed, of each */
    readonly build?: (app: App, props: ImageServiceStackProps) => ImageServiceStack;
  } = {},
): {
  readonly access: SynthesizedStack;
  readonly stages: ReadonlyMap<string, SynthesizedStack>;
} {
  const app = Testing.app();
  const built = stages.map((stage) => ({
    stage,
    stack: build(app, { shared, stage }),
  }));
  return {
    access: synthesize(new AccessStack(app, { shared, stages: built })),
    stages: new Map(built.map(({ stage, stack }) => [stage.name, synthesize(stack)])),
  };
}

/** How many characters AWS counts of the policy that the provider renders: none of white space. */
export const policyLength = (statements: readonly Statement[]): number =>
  JSON.stringify(renderPolicy(statements)).length;
