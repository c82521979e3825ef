import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../config/user-error';
import { withTerraform } from '../../terraform/environment';
import { runTerraform } from '../../terraform/terraform';
import type { ChangeOptions } from './change-state';
import { backupLine, keepBackup, underLock, writeState } from './change-state';
import type { Stack, StateContext } from '../../terraform/state/context';
import { currentState, stackOf } from '../../terraform/state/context';
import { whoAmI } from '../../terraform/state/lock-holder';
import { compareStates, formatDifference, isSame } from './state-diff';
import { parseState } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';

export interface EditOptions extends ChangeOptions {
  /** As Terraform names them: `mv` takes two addresses, `rm` at least one. */
  readonly command: 'mv' | 'rm';
  readonly addresses: readonly string[];
}

/** How `ops state mv` or `rm` ended. */
export interface Edited {
  readonly stack: string;
  readonly outcome: 'changed' | 'declined';
  readonly serial?: number;
  readonly versionId?: string | undefined;
  /** The file that holds the state that was replaced. */
  readonly backup?: string;
}

/**
 * Moves resources within a stack's state, or takes them out of it, by Terraform itself but under the
 * promises of a restore: lock, digest, question, backup. AWS is not touched.
 * @throws UserError when the state is locked or needs repair, or Terraform refuses; Interrupted.
 */
export async function editState(context: StateContext, options: EditOptions): Promise<Edited> {
  const { stage, command, addresses, confirm, style, progress, backupDirectory } = options;
  const stack = stackOf(context.config, stage);
  return underLock(context, stack, `ops state ${command}`, async (signal) => {
    const current = await progress('Reading the state', currentState(context, stack));
    await requireDigest(context, stack, current);
    const edited = editedText(context, current, command, addresses);
    const text = await progress(`terraform state ${command}`, edited);
    const after = parseState(text, 'What Terraform made of it');
    const difference = compareStates(current.state, after);
    // Data sources are in no comparison.
    const shown = isSame(difference) ? addresses.join(' → ') : formatDifference(difference, style);
    const summary = [
      style.bold(`Change the state of ${stack.name}: terraform state ${command}`),
      shown,
      'Only what Terraform knows is changed, nothing in AWS.',
    ].join('\n');
    signal.throwIfAborted();
    if (!(await confirm(summary, signal))) return { stack: stack.name, outcome: 'declined' };
    signal.throwIfAborted();
    const backup = keepBackup(stack, current, backupDirectory);
    // From here on it is finished, whoever wants to stop: state and digest belong together.
    const versionId = await progress('Writing the state', writeState(context, stack, text));
    if (versionId !== undefined) await context.store.setWriter(stack.key, versionId, whoAmI());
    return { stack: stack.name, outcome: 'changed', serial: after.serial, versionId, backup };
  });
}

/** The outcome for people. */
export const formatEdited = ({ stack, outcome, serial, backup = '' }: Edited): string =>
  outcome === 'declined'
    ? 'Nothing was changed.'
    : [
        `The state of ${stack} is changed, as serial ${serial ?? ''}.`,
        backupLine(backup),
        `Next: pnpm cdktf diff ${stack}`,
      ].join('\n');

/** Terraform refuses to read a state whose digest is another; so is nothing built on one. */
async function requireDigest(
  { locks }: StateContext,
  { key, name, scope }: Stack,
  { md5, state }: StateObject,
): Promise<void> {
  const digest = await locks.digest(key);
  if (digest === undefined || digest === md5) return;
  throw new UserError(
    `The state of ${name} is not the one that Terraform last wrote. Repair it first: \`pnpm ops state restore ${scope} ${state.serial}\`, or another version of \`pnpm ops state history ${scope}\`.`,
  );
}

/** What Terraform makes of the state, in a folder that knows no other. */
async function editedText(
  { env }: StateContext,
  { text }: StateObject,
  command: EditOptions['command'],
  addresses: readonly string[],
): Promise<string> {
  // First: it says what is wrong with the temporary folder.
  const terraform = await withTerraform(env);
  const directory = mkdtempSync(path.join(tmpdir(), 'image-service-state-'));
  try {
    const file = path.join(directory, 'state.tfstate');
    writeFileSync(file, text, { mode: 0o600 });
    await runTerraform(
      [
        'state',
        command,
        '-no-color',
        `-state=${file}`,
        `-backup=${file}.backup`,
        '--',
        ...addresses,
      ],
      { cwd: directory, env: terraform, output: 'captured' },
    );
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
