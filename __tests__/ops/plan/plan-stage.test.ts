import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import { planFrom, planStage } from '../../../src/ops/plan/plan-stage';
import { LOCK_FILE } from '../../../src/system/project';
import { fixture, type FIXTURES } from '../../support/plans/goldens';
import { RecordingTerminal } from '../../support/terminal';
import { program, temporaryDirectory, write } from '../../support/temporary';

const OPTIONS = { values: 'all', allowDestroy: [] } as const;

/** A Terraform that says its version, and shows that plan. @default it shows nothing */
function environment(shown?: (typeof FIXTURES)[number]): Record<string, string> {
  const bin = temporaryDirectory();
  const json = write(bin, 'json', shown === undefined ? '' : JSON.stringify(fixture(shown)));
  program(
    bin,
    'terraform',
    `[ "$1" = version ] && echo '{"terraform_version": "1.11.4"}' || cat ${json}`,
  );
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

  it.each([
    [
      'costs',
      'Fixed monthly cost: $17.90 added (list prices of us-east-1; what is used comes on top)',
    ],
    [
      'destroy',
      'Fixed monthly cost: $1.00 removed (list prices of us-east-1; what is used comes on top)',
    ],
  ] as const)(
    'is summed up with what it adds to the fixed costs, and removes: %s',
    async (name, line) => {
      const directory = temporaryDirectory();
      write(directory, '.terraform.lock.hcl', readFileSync(LOCK_FILE, 'utf8'));
      const [plan, out] = [write(directory, 'plan', 'PK\u0003\u0004'), path.join(directory, 'out')];
      const terminal = new RecordingTerminal();
      const options = { ...OPTIONS, out };
      await planFrom(plan, () => 'dev', options, environment(name), terminal);
      const lines = terminal.stdout.split('\n');
      expect(lines[lines.findIndex((said) => said.startsWith('dev: ')) + 1]).toBe(line);
      expect(readFileSync(path.join(out, 'plan.md'), 'utf8')).toContain(`\n\n${line}\n\n`);
    },
  );

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
