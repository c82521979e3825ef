import { applyRun } from '../../../src/ops/apply/apply-plan';
import { currentEnvironment } from '../../../src/config/environment';
import { runCommand } from '../../../src/cli/run-command';
import { stageRunOf } from './remote-stack';

// `ops apply` of a stack that is there already, for a test to interrupt: FOLDER SCOPE PLAN.
const [directory = '', scope = '', plan = ''] = process.argv.slice(2);
void runCommand(() => {
  const on = stageRunOf(directory, scope, currentEnvironment());
  return applyRun(on, { plan, allowDestroy: [], lockTimeout: '10s' }, console.log);
});
