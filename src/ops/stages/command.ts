import type { Command } from 'commander';
import { accountVariable } from '../../config/overrides';
import { stages } from '../../config/stages';
import { COMMANDS } from '../commands';
import { addCommand } from '../../cli/report';
import { runCommand } from '../../cli/run-command';
import { leaveForSteps } from '../../github/step-output';

/** `ops stages` */
export function register(program: Command): void {
  addCommand(program, {
    ...COMMANDS.stages,
    isReport: false,
    description:
      'Lists the stages of src/config/stages.ts in their order. In a workflow it also sets the output `stages`: a JSON list of a matrix, each entry with the stage and the variable that names its AWS account.',
    examples: ['stages'],
  }).action(() =>
    runCommand(() => {
      // Only names: a workflow asks before it has the variables that the values need.
      const names = Object.keys(stages);
      for (const stage of names) console.log(stage);
      const entries = names.map((stage) => ({ stage, account: accountVariable(stage) }));
      leaveForSteps('stages', JSON.stringify(entries));
      return Promise.resolve();
    }),
  );
}
