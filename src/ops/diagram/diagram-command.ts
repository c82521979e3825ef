import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { runCommand } from '../run-command';
import { thisTerminal } from '../terminal';
import { draw, DRAWN_STAGE, stageAsCommitted } from './draw-stage';

/** `ops diagram` */
export function register(program: Command): void {
  program
    .command('diagram')
    .argument('[stage]', 'the stage to draw', DRAWN_STAGE)
    .summary('draw the architecture of a stage as SVG')
    .description(
      'Draws what a stage consists of, from its synthesized stack, as SVG. It goes by what is committed, so the environment changes nothing.',
    )
    .option('--out <file>', 'write the drawing there (default: stdout)')
    .addHelpText(
      'after',
      '\nExamples:\n  $ pnpm ops diagram prod --out docs/architecture.svg\n  $ pnpm ops diagram dev > dev.svg',
    )
    .action((stage: string, options: DiagramOptions) => runCommand(() => diagram(stage, options)));
}

interface DiagramOptions {
  readonly out?: string;
}

async function diagram(stage: string, { out }: DiagramOptions): Promise<void> {
  const svg = await draw(stageAsCommitted(stage));
  if (out === undefined) thisTerminal().out(svg.trimEnd());
  else writeFileSync(out, svg);
}
