import type { Environment } from '../config/overrides';
import type { ChildResult } from '../terraform/child-process';
import type { TerraformOptions } from '../terraform/terraform';
import { runTerraform } from '../terraform/terraform';
import { withProgress } from './progress';
import { thisTerminal } from './terminal';

/** Terraform in a folder. */
export type Terraform = (
  args: readonly string[],
  options?: Partial<TerraformOptions>,
) => Promise<ChildResult>;

/** Terraform that says by itself that it is at work where its own output is not shown. */
export const watchedTerraform =
  (directory: string, env: Environment): Terraform =>
  (args, options = {}) => {
    const run = runTerraform(args, { cwd: directory, env, ...options });
    const { output = 'shown' } = options;
    return output === 'shown'
      ? run
      : withProgress(`terraform ${args[0] ?? ''}`, run, thisTerminal());
  };
