import { buildStage } from '../../app';
import { loadConfig, stageNamed } from '../../config/load';
import { synthesized, type Synthesized } from '../../synthesized/synthesized';
import { buildModel } from './build-model';
import { layOut } from './layout';
import { renderSvg } from './svg';

/**
 * A stage as Terraform would read it, written nowhere. Only what is committed counts: on every
 * machine the same, whatever its environment sets.
 * @throws UserError that lists the valid names.
 */
export function stageAsCommitted(name: string): Synthesized {
  const config = loadConfig({ env: {} });
  const stage = stageNamed(config, name);
  return synthesized(buildStage(config.shared, stage));
}

/** Draws a stack as SVG: the same stack, the same bytes. */
export async function drawDiagram(stack: Synthesized): Promise<string> {
  return renderSvg(await layOut(buildModel(stack)));
}
