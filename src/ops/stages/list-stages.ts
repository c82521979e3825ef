import { accountVariable } from '../../config/overrides';
import { stages } from '../../config/stages';
import { leaveForSteps } from '../../github/step-output';

/** Prints the stages' names, and leaves the matrix to the workflow's later jobs. */
export function listStages(): void {
  // Only names: a workflow asks before it has the variables that the values need.
  const names = Object.keys(stages);
  for (const stage of names) console.log(stage);
  const entries = names.map((stage) => ({ stage, account: accountVariable(stage) }));
  leaveForSteps('stages', JSON.stringify(entries));
}
