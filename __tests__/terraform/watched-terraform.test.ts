import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/config/user-error';
import { StackLog } from '../../src/terraform/stack-log';
import { runTerraform } from '../../src/terraform/terraform';
import { watchedTerraform } from '../../src/terraform/watched-terraform';
import { RecordingTerminal } from '../support/terminal';
import { program, temporaryDirectory } from '../support/temporary';

/** A Terraform that does what the script says, and the log that it is watched with. */
function terraformThat(script: string) {
  const directory = temporaryDirectory();
  program(directory, 'terraform', script);
  const terminal = new RecordingTerminal();
  const log = new StackLog('the-stack', directory, terminal.out, terminal);
  const env = { PATH: `${directory}:/usr/bin:/bin` };
  return {
    terraform: watchedTerraform(directory, env, log),
    terminal,
    logged: () => readFileSync(path.join(directory, 'the-stack.log'), 'utf8'),
  };
}

describe('watchedTerraform, with a log', () => {
  it('keeps what would be shown, on both streams, and shows the gist', async () => {
    const { terraform, terminal, logged } = terraformThat(
      'echo "Warning: old"; echo "Apply complete! Resources: 1 added, 0 changed, 0 destroyed." >&2',
    );
    await terraform(['apply', 'plan']);
    expect(terminal.stdout).toBe('the-stack: 1 added, 0 changed, 0 destroyed\n');
    expect(terminal.stderr).toBe('');
    expect(logged()).toContain('Warning: old\n');
  });

  it('shows why it failed before it throws', async () => {
    const { terraform, terminal } = terraformThat('echo "Error: no such thing"; exit 1');
    await expect(terraform(['apply', 'plan'])).rejects.toThrow(
      '`terraform apply` failed (exit code 1); see above',
    );
    expect(terminal.stderr).toContain('\nError: no such thing\n');
  });

  it('keeps and returns what is captured, but for JSON', async () => {
    const { terraform, logged } = terraformThat('echo "said by $1"');
    const { output } = await terraform(['plan'], { output: 'captured' });
    await terraform(['show', '-json', 'plan'], { output: 'captured' });
    expect([output, logged()]).toEqual(['said by plan\n', 'said by plan\n']);
  });
});

describe('runTerraform', () => {
  it('keeps the warning that nobody can act on from what it says why it failed, and names the way to unlock', async () => {
    const directory = temporaryDirectory();
    program(
      directory,
      'terraform',
      `cat <<'END'
Warning: Deprecated Parameter

The parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile"
instead.
Error: Error acquiring the state lock

Lock Info:
  ID:        an-id
  Path:      the-bucket/image-service/dev/terraform.tfstate
END
exit 1`,
    );
    const env = { PATH: `${directory}:/usr/bin:/bin` };
    await expect(
      runTerraform(['plan'], { cwd: directory, env, output: 'captured' }),
    ).rejects.toThrow(
      new UserError(`\
\`terraform plan\` failed (exit code 1); it said:
Error: Error acquiring the state lock

Lock Info:
  ID:        an-id
  Path:      the-bucket/image-service/dev/terraform.tfstate
If nobody is working on it any more: pnpm ops state unlock dev an-id`),
    );
  });
});
