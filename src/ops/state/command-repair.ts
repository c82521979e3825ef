import type { Command } from 'commander';
import { PROJECT_ROOT } from '../../terraform/project';
import { confirmer } from '../confirm';
import { EXIT_CODE } from '../exit-codes';
import { withProgress } from '../progress';
import type { OutputOptions } from '../report';
import { addCommand, printReport } from '../report';
import { thisTerminal } from '../terminal';
import { contextOfScope } from './context';
import { formatLockStatus, lockStatus } from './lock';
import { formatRestored, restoreState } from './restore';
import { formatStored, storeErrored } from './store-errored';
import { formatUnlocked, unlock } from './unlock';

/** The commands of `ops state` that deal with locks and change states. */
export function registerRepair(state: Command): void {
  registerRestore(state);
  registerLock(state);
  registerUnlock(state);
  registerStoreErrored(state);
}

function registerRestore(state: Command): void {
  addCommand(state, {
    usage: 'restore <stage> <version>',
    summary: "make an older version of a stage's state the current one",
    description:
      "Makes an older version of the state, given by its serial or its version id, the current one: under Terraform's lock, with the same lineage and a serial that Terraform accepts. What it replaces is kept in a file. Asks first. Nothing in AWS is changed: run `pnpm cdktf diff` afterwards.",
    examples: ['state restore dev 41', 'state restore dev 41 --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      (stage: string, version: string, options: OutputOptions & { readonly yes?: boolean }) => {
        const terminal = thisTerminal();
        return printReport(
          options,
          {
            work: async () =>
              restoreState(await contextOfScope(stage), {
                stage,
                version,
                confirm: confirmer(options, terminal),
                backupDirectory: PROJECT_ROOT,
                style: terminal.style,
                progress: (doing, work) => withProgress(doing, work, terminal),
              }),
            text: formatRestored,
            exitCode: ({ outcome }) => (outcome === 'declined' ? EXIT_CODE.failure : EXIT_CODE.ok),
          },
          terminal,
        );
      },
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
