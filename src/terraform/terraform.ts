import { childEnvironment, type Environment } from '../config/environment';
import { UserError } from '../config/user-error';
import { runChild, type ChildOutput, type ChildResult } from '../system/child-process';
import { Interrupted, sayOnce, sendSignal } from '../system/interrupts';
import { LockTableWarningFilter, withoutLockTableWarning } from './lock-table-warning';
import { unlockAdviceIn } from './state/lock-info';

export const STOPPING =
  'Stopping: waiting for Terraform to finish its step and release the state lock (press Ctrl-C again to force)';

export interface TerraformOptions {
  /** The folder of a synthesized stack. */
  readonly cwd: string;
  /** @default this process's environment */
  readonly env?: Environment | undefined;
  /** `captured` output is shown if Terraform fails. @default shown */
  readonly output?: ChildOutput | undefined;
  /** Exit codes that are answers, not failures. @default [0] */
  readonly expectedCodes?: readonly number[] | undefined;
}

/** Terraform in a folder. */
export type Terraform = (
  args: readonly string[],
  options?: Partial<TerraformOptions>,
) => Promise<ChildResult>;

/** Terraform in that folder, saying nothing by itself. */
export const terraformIn =
  (cwd: string, env: Environment): Terraform =>
  (args, options) =>
    runTerraform(args, { cwd, env, output: 'captured', ...options });

/**
 * Runs Terraform without asking anything. Ctrl-C lets it finish its step and release the lock; a
 * second one makes it give up at once, a third ends it.
 * @throws Interrupted when the person stopped it, UserError when it failed.
 */
export async function runTerraform(
  args: readonly string[],
  options: TerraformOptions,
): Promise<ChildResult> {
  const { cwd, output = 'shown', expectedCodes = [0] } = options;
  const shown = new LockTableWarningFilter((text) => process.stdout.write(text));
  const result = await runChild('terraform', args, {
    cwd,
    env: childEnvironment(
      { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0' },
      options.env,
    ),
    output:
      output === 'shown'
        ? (text, stream) => {
            if (stream === 'stdout') shown.write(text);
            else process.stderr.write(text);
          }
        : output,
    onInterrupt: (pid, presses) => {
      if (presses === 1) sayOnce(STOPPING);
      if (presses <= 2) sendSignal(pid, 'SIGINT');
      else sendSignal(-pid, 'SIGKILL');
    },
  });
  shown.end();
  if (result.interrupted) throw new Interrupted();
  const said = withoutLockTableWarning(result.output);
  if (expectedCodes.includes(result.code)) return { ...result, output: said };
  const isCaptured = (output === 'captured' || output === 'parsed') && said !== '';
  const unlock = unlockAdviceIn(said);
  throw new UserError(
    [
      `\`terraform ${args[0] ?? ''}\` failed (exit code ${result.code}); ${isCaptured ? `it said:\n${said.trim()}` : 'see above'}`,
      ...(unlock === undefined ? [] : [unlock]),
    ].join('\n'),
  );
}
