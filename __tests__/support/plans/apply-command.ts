import { applyRun } from '../../../src/ops/apply/apply-plan';
import { currentEnvironment } from '../../../src/config/environment';
import { runCommand } from '../../../src/cli/run-command';
import { watchedRun } from '../../../src/cdktf/stage-run';
import { MOTO_ACCOUNT } from '../moto';

// `ops apply` of a stack that is there already, for a test to interrupt: FOLDER SCOPE PLAN.
const [directory = '', scope = '', plan = ''] = process.argv.slice(2);
void runCommand(async () => {
  const env = currentEnvironment();
  const run = watchedRun(directory, scope, env, MOTO_ACCOUNT);
  const on = { scope, account: MOTO_ACCOUNT, settings: [], run };
  await applyRun(on, { plan, allowDestroy: [], lockTimeout: '10s' }, console.log);
});
