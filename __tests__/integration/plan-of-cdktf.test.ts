import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { planFrom } from '../../src/ops/plan/plan-stage';
import { LOCK_FILE } from '../../src/system/project';
import { fixture, type FIXTURES } from '../support/plans/goldens';
import { RecordingTerminal } from '../support/terminal';
import { program, temporaryDirectory, write } from '../support/temporary';

/** A Terraform that says its version, and shows that plan. The providers are the real one's. */
function environment(shown: (typeof FIXTURES)[number]): Record<string, string> {
  const bin = temporaryDirectory();
  const json = write(bin, 'json', JSON.stringify(fixture(shown)));
  program(
    bin,
    'terraform',
    `[ "$1" = version ] && echo '{"terraform_version": "1.11.4"}' || cat ${json}`,
  );
  return { PATH: `${bin}:/usr/bin:/bin` };
}

describe('a plan that cdktf left', () => {
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
      const options = { values: 'all', allowDestroy: [], out } as const;
      await planFrom(plan, () => 'dev', options, environment(name), terminal);
      const lines = terminal.stdout.split('\n');
      expect(lines[lines.findIndex((said) => said.startsWith('dev: ')) + 1]).toBe(line);
      expect(readFileSync(path.join(out, 'plan.md'), 'utf8')).toContain(`\n\n${line}\n\n`);
    },
  );
});
