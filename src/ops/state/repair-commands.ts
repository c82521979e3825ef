import { Option } from 'commander';
import type { CommandObject, OutputOptions } from '../../cli/command';
import { defineCommand, JSON_OPTION, YES_OPTION } from '../../cli/command';
import { confirmer } from '../../cli/confirm';
import { EXIT_CODE } from '../../cli/exit-codes';
import { withProgress } from '../../cli/progress';
import { printReport } from '../../cli/report';
import { thisTerminal } from '../../cli/terminal';
import type { ChangeOptions } from './change-state';
import type { EditOptions } from './edit-state';
import { statesOf } from './states-of';

type YesOptions = OutputOptions & { readonly yes?: boolean };

/** Prints what becomes of a state that is changed after a question; a no is a failure. */
function printChange<Result extends { readonly outcome: string }>(
  options: YesOptions,
  text: (result: Result) => string,
  work: (given: Pick<ChangeOptions, 'confirm' | 'style' | 'progress'>) => Promise<Result>,
): Promise<typeof EXIT_CODE.ok | typeof EXIT_CODE.failure> {
  const terminal = thisTerminal();
  return printReport(options, {
    work: async () =>
      work({
        confirm: confirmer(options, terminal),
        style: terminal.style,
        progress: (doing, doingIt) => withProgress(doing, doingIt, terminal),
      }),
    text,
    exitCode: ({ outcome }) => (outcome === 'declined' ? EXIT_CODE.failure : EXIT_CODE.ok),
  });
}

const CHANGED = { 0: 'done', 1: 'failed or declined' };

const restore = defineCommand({
  usage: 'restore <stage> <version>',
  summary: "make an older version of a stage's state the current one",
  description:
    "Makes an older version of the state, given by its serial or its version id, the current one: under Terraform's lock, with the same lineage and a serial that Terraform accepts. What it replaces is kept in .cache/state-backups. Asks first. Nothing in AWS is changed: run `pnpm cdktf diff` afterwards.",
  options: [JSON_OPTION, YES_OPTION],
  exitCodes: CHANGED,
  examples: ['state restore dev 41', 'state restore dev 41 --yes'],
  handler: async (stage: string, version: string, options: YesOptions) => {
    const { formatRestored, restoreState } = await import('./restore');
    return printChange(options, formatRestored, async (given) =>
      restoreState(await statesOf(stage), { ...given, stage, version }),
    );
  },
});

const unlock = defineCommand({
  usage: 'unlock <stage> <id>',
  summary: "remove a stuck lock from a stage's state",
  description:
    'Removes the lock with the id that `ops state lock` shows. Refuses while the process that took it is alive on this machine. On another machine nobody can see that from here: ask first.',
  options: [
    JSON_OPTION,
    new Option('--force', 'although a living process of this machine holds it'),
  ],
  exitCodes: { 0: 'removed', 1: 'failed or refused' },
  examples: ['state unlock dev 5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d'],
  handler: async (
    stage: string,
    id: string,
    options: OutputOptions & { readonly force?: boolean },
  ) => {
    const { formatUnlocked, unlock: removeLock } = await import('./unlock');
    return printReport(options, {
      doing: 'Removing the lock',
      work: async () => removeLock(await statesOf(stage), { ...options, stage, id }),
      text: formatUnlocked,
    });
  },
});

const EDITING =
  ', as `terraform state` does, but with the promises of `ops state restore`: under the lock, with the digest, after a question, and what it replaces is kept in .cache/state-backups. Nothing in AWS is changed.';

async function edit(
  stage: string,
  options: YesOptions,
  change: Pick<EditOptions, 'addresses' | 'command'>,
): Promise<typeof EXIT_CODE.ok | typeof EXIT_CODE.failure> {
  const { editState, formatEdited } = await import('./edit-state');
  return printChange(options, formatEdited, async (given) =>
    editState(await statesOf(stage), { ...given, ...change, stage }),
  );
}

const mv = defineCommand({
  usage: 'mv <stage> <from> <to>',
  summary: "give a resource of a stage's state another address",
  description: `Gives a resource another address, or all of a module${EDITING}`,
  options: [JSON_OPTION, YES_OPTION],
  exitCodes: CHANGED,
  examples: ['state mv dev aws_sns_topic.one aws_sns_topic.two'],
  handler: (stage: string, from: string, to: string, options: YesOptions) =>
    edit(stage, options, { command: 'mv', addresses: [from, to] }),
});

const rm = defineCommand({
  usage: 'rm <stage> <addresses...>',
  summary: "take resources out of a stage's state",
  description: `Takes resources out of the state, so that Terraform knows them no more${EDITING}`,
  options: [JSON_OPTION, YES_OPTION],
  exitCodes: CHANGED,
  examples: ['state rm dev aws_sns_topic.one'],
  handler: (stage: string, addresses: string[], options: YesOptions) =>
    edit(stage, options, { command: 'rm', addresses }),
});

const removeDigest = defineCommand({
  usage: 'remove-digest <stage>',
  summary: 'let Terraform begin anew where a state is lost with all its versions',
  description:
    'Removes what the lock table remembers of a state of which the bucket has no version any more: Terraform refuses to plan because of it, and there is nothing to restore. Refused while there is. Asks first.',
  options: [JSON_OPTION, YES_OPTION],
  exitCodes: CHANGED,
  examples: ['state remove-digest dev'],
  handler: async (stage: string, options: YesOptions) => {
    const { formatDigestRemoved, removeDigest: remove } = await import('./remove-digest');
    return printChange(options, formatDigestRemoved, async (given) =>
      remove(await statesOf(stage), { ...given, stage }),
    );
  },
});

const pushErrored = defineCommand({
  usage: 'push-errored <stage>',
  summary: "write a state that Terraform could not upload into its stage's place",
  description:
    'Writes the state that an apply could not upload, because its session ended or the network did, into the bucket: under the lock, with the same lineage, and only if nobody has written one since. It was kept on this machine, and the next plan refuses as long as it is. With --put-away it is moved to .cache/state-backups instead: what it alone knows is then found by `ops recover`. Asks first. Nothing in AWS is changed.',
  options: [
    JSON_OPTION,
    YES_OPTION,
    new Option('--file <path>', 'one that another machine kept, e.g. the runner of a workflow'),
    new Option(
      '--put-away',
      'do not push it: it is no whole state, or the state went on without it',
    ),
  ],
  exitCodes: CHANGED,
  examples: [
    'state push-errored dev',
    'state push-errored dev --file image-service-dev-42.tfstate',
  ],
  handler: async (stage: string, options: PushOptions) => {
    const { formatPushed, formatPutAway, pushErroredState, putAwayErroredState } =
      await import('./push-errored');
    const { file, putAway = false } = options;
    return printChange(options, putAway ? formatPutAway : formatPushed, async (given) =>
      (putAway ? putAwayErroredState : pushErroredState)(await statesOf(stage), {
        ...given,
        stage,
        file,
      }),
    );
  },
});

type PushOptions = YesOptions & { readonly file?: string; readonly putAway?: boolean };

const storeErrored = defineCommand({
  usage: 'store-errored <stage>',
  summary: 'keep a state that an apply could not upload in the bucket',
  description:
    'Puts the state that an apply of this clone could not upload beside the state in the bucket, with the commands that push it. A workflow does so when its apply fails: its machine is gone afterwards.',
  options: [JSON_OPTION],
  exitCodes: { 0: 'kept, or there was none', 1: 'failed' },
  examples: ['state store-errored dev'],
  handler: async (stage: string, options: OutputOptions) => {
    const { formatStored, storeErrored: store } = await import('./store-errored');
    return printReport(options, {
      doing: 'Storing the state',
      work: async () => store(await statesOf(stage), stage),
      text: formatStored,
    });
  },
});

/** The commands of `ops state` that change a state, or its lock. */
export const REPAIR_COMMANDS: readonly CommandObject[] = [
  restore,
  unlock,
  mv,
  rm,
  removeDigest,
  pushErrored,
  storeErrored,
];
