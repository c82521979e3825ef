import { buildStage } from '../../app';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { resources, synthesized, values } from '../../synthesized/synthesized';
import type { StageNeeds } from './quota-table';

/** What a stage's stack takes, once it is deployed. */
export function stageNeeds(shared: SharedConfig, stage: StageConfig): StageNeeds {
  const stack = buildStage(shared, stage);
  const of = synthesized(stack);
  const distributions = resources(of, 'aws_cloudfront_distribution');
  return {
    stage,
    count: (type) => resources(of, type).length,
    reservedConcurrency: stack.functions.definitions.reduce(
      (sum, one) => sum + (one.entry === undefined ? 0 : (one.reservedConcurrency ?? 0)),
      0,
    ),
    aliases: Math.max(...distributions.map(({ body }) => values(body, 'aliases').length)),
  };
}
