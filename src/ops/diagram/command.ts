import { Option } from 'commander';
import { defineCommand } from '../../cli/command';
import { PRODUCTION_STAGE } from '../../config/names';

export const diagram = defineCommand({
  usage: 'diagram [stage]',
  summary: 'draw the architecture of a stage as SVG',
  description: `Draws what a stage (default: ${PRODUCTION_STAGE}) consists of, from its synthesized stack, as SVG. It goes by what is committed, so the environment changes nothing.`,
  options: [new Option('--out <file>', 'write the drawing there (default: stdout)')],
  exitCodes: { 0: 'drawn', 1: 'failed' },
  examples: ['diagram prod --out docs/architecture.svg', 'diagram dev > dev.svg'],
  handler: async (stage = PRODUCTION_STAGE, { out }: { readonly out?: string }) => {
    const { drawDiagram, stageAsCommitted } = await import('./draw-diagram');
    const { writeReport } = await import('../../cli/write-report');
    const svg = await drawDiagram(stageAsCommitted(stage));
    if (out === undefined) process.stdout.write(svg);
    else writeReport(out, svg);
  },
});
