import { App } from 'cdktf';
import { z } from 'zod';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { ImageServiceStack } from '../../stacks/image-service-stack';

const synthesized = z.object({
  resource: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** How many resources of each type a stage's stack has. */
export function resourceCounts(shared: SharedConfig, stage: StageConfig): (type: string) => number {
  const stack = new ImageServiceStack(new App(), { shared, stage });
  stack.prepareStack();
  const { resource } = synthesized.parse(stack.toTerraform());
  return (type) => Object.keys(resource[type] ?? {}).length;
}
