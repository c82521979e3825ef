import path from 'node:path';
import type { Environment } from '../config/environment';
import type { ChildResult } from '../system/child-process';
import { runTerraform, type Terraform, type TerraformOptions } from './terraform';
import { withProgress } from '../cli/progress';
import type { StackLog } from './stack-log';
import { thisTerminal } from '../cli/terminal';
import { watchApply } from './watch-apply';

/**
 * Terraform that says by itself that it is at work where its own output is not shown. With a log,
 * that shows what it says.
 */
export const watchedTerraform =
  (directory: string, env: Environment, log?: StackLog): Terraform =>
  async (args, options = {}) => {
    const run = (more: Partial<TerraformOptions> = {}): Promise<ChildResult> =>
      runTerraform(args, { cwd: directory, env, ...options, ...more });
    const { output = 'shown' } = options;
    if (output === 'shown' && log !== undefined) return log.watch(run({ output: log.read }));
    if (output === 'shown' && args[0] === 'apply') {
      const stack = path.basename(directory);
      return watchApply(stack, (read) => run({ output: read }), thisTerminal(), env);
    }
    if (output === 'shown') return run();
    const doing = `terraform ${args[0] ?? ''}`;
    if (log === undefined) return withProgress(doing, run(), thisTerminal());
    const result = await withProgress(`${log.stack}: ${doing}`, run(), thisTerminal(), 'seldom');
    // What `show` prints is for programs.
    if (args[0] !== 'show') log.read(result.output);
    return result;
  };
