import type { Command } from 'commander';
import { COMMANDS } from '../commands';
import { addCommand } from '../../cli/report';
import { runCommand } from '../../cli/run-command';
import { thisTerminal } from '../../cli/terminal';
import { writeReport } from '../../cli/write-report';
import { draw, DRAWN_STAGE, stageAsCommitted } from './draw-stage';

interface DiagramOptions {
  readonly out?: string;
}

/** `ops diagram` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.diagram,
    isReport: false,
    description: `Draws what a stage (default: ${DRAWN_STAGE}) consists of, from its synthesized stack, as SVG. It goes by what is committed, so the environment changes nothing.`,
    examples: ['diagram prod --out docs/architecture.svg', 'diagram dev > dev.svg'],
    exitCodes: 'Exit codes: 0 drawn, 1 failed.',
  })
    .option('--out <file>', 'write the drawing there (default: stdout)')
    .action((stage: string | undefined, options: DiagramOptions) =>
      runCommand(() => diagram(stage, options)),
    );
}

async function diagram(stage = DRAWN_STAGE, { out }: DiagramOptions): Promise<void> {
  const svg = await draw(stageAsCommitted(stage));
  if (out === undefined) thisTerminal().out(svg.trimEnd());
  else writeReport(out, svg);
}
