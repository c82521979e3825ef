import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../config/user-error';
import { withTerraform } from '../../terraform/environment';
import { runTerraform } from '../../terraform/terraform';
import { changeState, formatChanged, type ChangedState, type ChangeOptions } from './change-state';
import { visible } from '../../values/text';
import { didYouMean } from '../../config/near-miss';
import type { Stack, StateContext } from '../../terraform/state/context';
import { currentState, refuseKept, requireUsable } from '../../terraform/state/context';
import { compareStates, formatDifference, isSame } from './state-diff';
import { parseState, type TerraformState } from '../../terraform/state/state-file';
import type { StateObject } from '../../terraform/state/state-store';

export interface EditOptions extends ChangeOptions {
  /** As Terraform names them: `mv` takes two addresses, `rm` at least one. */
  readonly command: 'mv' | 'rm';
  readonly addresses: readonly string[];
}

/**
 * Moves resources within a stack's state, or takes them out of it, by Terraform itself but under the
 * promises of a restore: lock, digest, question, backup. AWS is not touched.
 * @throws UserError when the state is locked or needs repair, has no such address, or Terraform refuses;
 * Interrupted.
 */
export const editState = (context: StateContext, options: EditOptions): Promise<ChangedState> =>
  changeState(context, options, `ops state ${options.command}`, async (stack) => {
    const { command, addresses, style, progress } = options;
    await refuseKept(context, stack);
    const current = await progress('Reading the state', currentState(context, stack));
    await requireUsable(context, stack, current);
    requireAddresses(stack, current.state, command === 'mv' ? addresses.slice(0, 1) : addresses);
    const edited = editedText(context, current, command, addresses);
    const text = await progress(`terraform state ${command}`, edited);
    const after = parseState(text, 'What Terraform made of it');
    const difference = compareStates(current.state, after);
    return {
      summary: [
        `Change the state of ${stack.name}: terraform state ${command}`,
        // Data sources are in no comparison.
        isSame(difference) ? addresses.join(' → ') : formatDifference(difference, style),
      ],
      text,
      replaced: current,
    };
  });

/** The outcome for people. */
export const formatEdited = (changed: ChangedState): string =>
  formatChanged(
    changed,
    `The state of ${changed.stack} is changed, as serial ${changed.serial ?? ''}.`,
    `pnpm cdktf diff ${changed.stack}`,
  );

/** @throws UserError that names every address of which the state has nothing: Terraform would take out the others. */
function requireAddresses(
  { scope }: Stack,
  { resources }: TerraformState,
  addresses: readonly string[],
): void {
  const all = resources.map(({ address }) => address);
  // Without its key, an address means all of its instances; a module's, all in it.
  const isKnown = (given: string): boolean =>
    all.some((one) => one === given || one.startsWith(`${given}[`) || one.startsWith(`${given}.`));
  const unknown = addresses.filter((given) => !isKnown(given));
  if (unknown.length === 0) return;
  throw new UserError(
    [
      'The state has nothing at these addresses, and was not changed:',
      ...unknown.map((given) => `  ${visible(given)}${didYouMean(given, all)}`),
      `\`pnpm ops state show ${scope}\` lists all that it has.`,
    ].join('\n'),
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
