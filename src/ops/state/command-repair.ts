import type { Command } from 'commander';
import { confirmer } from '../../cli/confirm';
import { EXIT_CODE } from '../../cli/exit-codes';
import { withProgress } from '../../cli/progress';
import type { CommandHelp, OutputOptions } from '../../cli/report';
import { addCommand, printReport } from '../../cli/report';
import { thisTerminal } from '../../cli/terminal';
import type { ChangeOptions } from './change-state';
import { contextOfScope } from '../../terraform/state/context';
import type { EditOptions } from './edit-state';
import { editState, formatEdited } from './edit-state';
import { formatLockStatus, lockStatus } from './lock';
import { formatPushed, formatPutAway, pushErroredState, putAwayErroredState } from './push-errored';
import { formatDigestRemoved, removeDigest } from './remove-digest';
import { formatRestored, restoreState } from './restore';
import { formatStored, storeErrored } from './store-errored';
import { formatUnlocked, unlock } from './unlock';

/** The commands of `ops state` that deal with locks and change states. */
export function registerRepair(state: Command): void {
  registerRestore(state);
  registerLock(state);
  registerUnlock(state);
  registerEdits(state);
  registerRemoveDigest(state);
  registerPushErrored(state);
  registerStoreErrored(state);
}

function registerRestore(state: Command): void {
  addChange(state, {
    usage: 'restore <stage> <version>',
    summary: "make an older version of a stage's state the current one",
    description:
      "Makes an older version of the state, given by its serial or its version id, the current one: under Terraform's lock, with the same lineage and a serial that Terraform accepts. What it replaces is kept in .cache/state-backups. Asks first. Nothing in AWS is changed: run `pnpm cdktf diff` afterwards.",
    examples: ['state restore dev 41', 'state restore dev 41 --yes'],
  }).action((stage: string, version: string, options: YesOptions) =>
    change(options, formatRestored, async (given) =>
      restoreState(await contextOfScope(stage), { ...given, stage, version }),
    ),
  );
}

function registerEdits(state: Command): void {
  const description = (what: string): string =>
    `${what}, as \`terraform state\` does, but with the promises of \`ops state restore\`: under the lock, with the digest, after a question, and what it replaces is kept in .cache/state-backups. Nothing in AWS is changed.`;
  addChange(state, {
    usage: 'mv <stage> <from> <to>',
    summary: "give a resource of a stage's state another address",
    description: description('Gives a resource another address, or all of a module'),
    examples: ['state mv dev aws_sns_topic.one aws_sns_topic.two'],
  }).action((stage: string, from: string, to: string, options: YesOptions) =>
    edit(stage, 'mv', [from, to], options),
  );
  addChange(state, {
    usage: 'rm <stage> <addresses...>',
    summary: "take resources out of a stage's state",
    description: description(
      'Takes resources out of the state, so that Terraform knows them no more',
    ),
    examples: ['state rm dev aws_sns_topic.one'],
  }).action((stage: string, addresses: string[], options: YesOptions) =>
    edit(stage, 'rm', addresses, options),
  );
}

const edit = (
  stage: string,
  command: EditOptions['command'],
  addresses: readonly string[],
  options: YesOptions,
): Promise<void> =>
  change(options, formatEdited, async (given) =>
    editState(await contextOfScope(stage), { ...given, stage, command, addresses }),
  );

function registerRemoveDigest(state: Command): void {
  addChange(state, {
    usage: 'remove-digest <stage>',
    summary: 'let Terraform begin anew where a state is lost with all its versions',
    description:
      'Removes what the lock table remembers of a state of which the bucket has no version any more: Terraform refuses to plan because of it, and there is nothing to restore. Refused while there is. Asks first.',
    examples: ['state remove-digest dev'],
  }).action((stage: string, options: YesOptions) =>
    change(options, formatDigestRemoved, async (given) =>
      removeDigest(await contextOfScope(stage), { ...given, stage }),
    ),
  );
}

function registerPushErrored(state: Command): void {
  addChange(state, {
    usage: 'push-errored <stage>',
    summary: "write a state that Terraform could not upload into its stage's place",
    description:
      'Writes the state that an apply could not upload, because its session ended or the network did, into the bucket: under the lock, with the same lineage, and only if nobody has written one since. It was kept on this machine, and the next plan refuses as long as it is. With --put-away it is moved to .cache/state-backups instead: what it alone knows is then found by `ops recover`. Asks first. Nothing in AWS is changed.',
    examples: [
      'state push-errored dev',
      'state push-errored dev --file image-service-dev-42.tfstate',
    ],
  })
    .option('--file <path>', 'one that another machine kept, e.g. the runner of a workflow')
    .option('--put-away', 'do not push it: it is no whole state, or the state went on without it')
    .action((stage: string, { file, putAway = false, ...options }: PushCommandOptions) =>
      change(options, putAway ? formatPutAway : formatPushed, async (given) =>
        (putAway ? putAwayErroredState : pushErroredState)(await contextOfScope(stage), {
          ...given,
          stage,
          file,
        }),
      ),
    );
}

type PushCommandOptions = YesOptions & { readonly file?: string; readonly putAway?: boolean };

type YesOptions = OutputOptions & { readonly yes?: boolean };

/** A command that asks before it changes a state. */
const addChange = (state: Command, help: CommandHelp): Command =>
  addCommand(state, help).option('--yes', 'do not ask');

/** Runs such a command; a no is a failure. */
function change<Result extends { readonly outcome: string }>(
  options: YesOptions,
  text: (result: Result) => string,
  work: (given: Pick<ChangeOptions, 'confirm' | 'style' | 'progress'>) => Promise<Result>,
): Promise<void> {
  const terminal = thisTerminal();
  return printReport(
    options,
    {
      work: async () =>
        work({
          confirm: confirmer(options, terminal),
          style: terminal.style,
          progress: (doing, doingIt) => withProgress(doing, doingIt, terminal),
        }),
      text,
      exitCode: ({ outcome }) => (outcome === 'declined' ? EXIT_CODE.failure : EXIT_CODE.ok),
    },
    terminal,
  );
}

function registerLock(state: Command): void {
  addCommand(state, {
    usage: 'lock <stage>',
    summary: "show who holds the lock of a stage's state",
    description: 'Shows who has locked the state, since when, and for which operation.',
    examples: ['state lock dev', 'state lock dev --json'],
  }).action((stage: string, options: OutputOptions) =>
    printReport(options, {
      doing: 'Reading the lock',
      work: async () => lockStatus(await contextOfScope(stage), stage),
      text: formatLockStatus,
    }),
  );
}

function registerUnlock(state: Command): void {
  addCommand(state, {
    usage: 'unlock <stage> <id>',
    summary: "remove a stuck lock from a stage's state",
    description:
      'Removes the lock with the id that `ops state lock` shows. Refuses while the process that took it is alive on this machine. On another machine nobody can see that from here: ask first.',
    examples: ['state unlock dev 5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d'],
  })
    .option('--force', 'although a living process of this machine holds it')
    .action((stage: string, id: string, options: OutputOptions & { readonly force?: boolean }) =>
      printReport(options, {
        doing: 'Removing the lock',
        work: async () => unlock(await contextOfScope(stage), { stage, id, force: options.force }),
        text: formatUnlocked,
      }),
    );
}

function registerStoreErrored(state: Command): void {
  addCommand(state, {
    usage: 'store-errored <stage>',
    summary: 'keep a state that an apply could not upload in the bucket',
    description:
      'Puts the state that an apply of this clone could not upload beside the state in the bucket, with the commands that push it. A workflow does so when its apply fails: its machine is gone afterwards.',
    examples: ['state store-errored dev'],
  }).action((stage: string, options: OutputOptions) =>
    printReport(options, {
      doing: 'Storing the state',
      work: async () => storeErrored(await contextOfScope(stage), stage),
      text: formatStored,
    }),
  );
}
