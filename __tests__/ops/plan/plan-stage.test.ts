import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import { planFrom, planStage } from '../../../src/ops/plan/plan-stage';
import { RecordingTerminal } from '../../support/terminal';
import { program, temporaryDirectory, write } from '../../support/temporary';

const OPTIONS = { values: 'all', allowDestroy: [] } as const;

/** A Terraform that says its version, and nothing else. */
function environment(): Record<string, string> {
  const bin = temporaryDirectory();
  program(bin, 'terraform', `[ "$1" = version ] && echo '{"terraform_version": "1.11.4"}'`);
  return { PATH: `${bin}:/usr/bin:/bin` };
}

describe('a plan that cdktf left', () => {
  it('is not shown without the lock file beside it', async () => {
    const directory = temporaryDirectory();
    const plan = write(directory, 'plan');
    await expect(planFrom(plan, (stack) => stack, OPTIONS, environment())).rejects.toThrow(
      new UserError(
        `There is no provider lock file ${path.join(directory, '.terraform.lock.hcl')}, which says what the plan was made with. Plan again: \`pnpm cdktf plan <stack>\` places it beside the plan.`,
      ),
    );
  });

  it('is not shown where there is none', async () => {
    await expect(planFrom('/nowhere/plan', (stack) => stack, OPTIONS)).rejects.toThrow(
      new UserError('There is no plan /nowhere/plan. `pnpm cdktf plan <stack>` leaves one.'),
    );
  });
});

describe('the plan of a stage', () => {
  it.each([
    [{}, 'Planning dev, waiting up to 7s for the state lock\n'],
    [{ lock: false }, 'Planning dev, without the state lock\n'],
    [{ json: true }, ''],
  ])('says what is begun before anything is checked: %j', async (given, line) => {
    const terminal = new RecordingTerminal();
    const env = { ...environment(), TF_WORKSPACE: 'refused' };
    const options = { ...OPTIONS, lockTimeout: '7s', ...given };
    await expect(planStage('dev', options, env, terminal)).rejects.toThrow('TF_WORKSPACE');
    expect(terminal.stdout).toBe(line);
  });
});
