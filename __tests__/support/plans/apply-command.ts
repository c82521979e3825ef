import { applyWorkspace } from '../../../src/ops/apply-plan';
import { currentEnvironment } from '../../../src/config/environment';
import { runCommand } from '../../../src/ops/run-command';
import { workspaceAt } from '../../../src/ops/stack-workspace';
import { MOTO_ACCOUNT } from '../moto';

// `ops apply` of a stack that is there already, for a test to interrupt: FOLDER SCOPE PLAN.
const [directory = '', scope = '', plan = ''] = process.argv.slice(2);
void runCommand(async () => {
  const env = currentEnvironment();
  const workspace = await workspaceAt(directory, { scope, account: MOTO_ACCOUNT, env });
  await applyWorkspace(workspace, { plan, allowDestroy: [], lockTimeout: '10s' }, console.log);
});
