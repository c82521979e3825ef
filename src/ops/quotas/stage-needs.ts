import { z } from 'zod';
import { buildStage } from '../../app';
import type { SharedConfig, StageConfig } from '../../config/schema';
import type { StageNeeds } from './quota-table';

const synthesized = z.object({
  resource: z
    .object({
      aws_cloudfront_distribution: z.record(z.string(), z.object({ aliases: z.array(z.string()) })),
    })
    .catchall(z.record(z.string(), z.unknown())),
});

/** What a stage's stack takes, once it is deployed. */
export function stageNeeds(shared: SharedConfig, stage: StageConfig): StageNeeds {
  const stack = buildStage(shared, stage);
  const { resource } = synthesized.parse(stack.toTerraform());
  const distributions = Object.values(resource.aws_cloudfront_distribution);
  return {
    stage,
    count: (type) => Object.keys(resource[type] ?? {}).length,
    reservedConcurrency: stack.functions.definitions.reduce(
      (sum, one) => sum + (one.entry === undefined ? 0 : (one.reservedConcurrency ?? 0)),
      0,
    ),
    aliases: Math.max(...distributions.map(({ aliases }) => aliases.length)),
  };
}
