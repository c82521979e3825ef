import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { COMMANDS } from '../commands';
import { EXIT_CODE, EXIT_CODES_HELP } from '../../cli/exit-codes';
import { addCommand, printReport } from '../../cli/report';
import type { OutputOptions } from '../../cli/report';
import { registerRepair } from './command-repair';
import { contextOfScope, stateContext } from '../../terraform/state/context';
import { diffVersions, formatVersions } from './diff';
import { findDrift, formatDrift, hasDrift } from './drift';
import { formatHistory, stateHistory } from './history';
import { formatStates, hasProblem, listStates } from './list';
import { findResources, formatResources } from './resources';
import { formatOutputs, formatShown, showState, stateOutputs } from './show';
import { isSame } from './state-diff';

/** Not more than a year of busy days; each version is read. */
const DEFAULT_LIMIT = 20;

interface RevealOptions extends OutputOptions {
  readonly reveal?: boolean;
}

/** `ops state …` */
export function register(program: Command): void {
  const state = program
    .command(COMMANDS.state.usage)
    .summary(COMMANDS.state.summary)
    .description(
      'Looks into the state that Terraform keeps of each stage, and repairs it. <stage> is a stage, or one of the stacks that `pnpm ops bootstrap` made: "access", or "state" for the remote state itself. All but `drift` read the bucket and the lock table directly, without Terraform.',
    )
    .addHelpText('after', `\nExamples:\n  $ pnpm ops state list\n\n${EXIT_CODES_HELP}`);
  registerList(state);
  registerShow(state);
  registerOutputs(state);
  registerResources(state);
  registerHistory(state);
  registerDiff(state);
  registerDrift(state);
  registerRepair(state);
}

function registerList(state: Command): void {
  addCommand(state, {
    usage: 'list',
    summary: 'list the stages with their states and locks',
    description:
      'Lists every stack: serial, version of Terraform, resources, when the state was written and by whom, and the lock. Terraform does not keep who wrote a state: it is known of what `pnpm cdktf`, `ops apply`, `ops bootstrap` and `ops state restore` wrote. Ends with 1 when a state needs repair.',
    examples: ['state list', 'state list --json'],
  }).action((options: OutputOptions) =>
    printReport(options, {
      doing: 'Reading the states',
      work: async () => listStates(await stateContext()),
      text: formatStates,
      exitCode: (stacks) => (hasProblem(stacks) ? EXIT_CODE.failure : EXIT_CODE.ok),
    }),
  );
}

function registerShow(state: Command): void {
  addCommand(state, {
    usage: 'show <stage> [address]',
    summary: "show a stage's resources, or the attributes of one",
    description:
      "Shows a stage's resources, or every attribute of what the address names. Sensitive values are masked.",
    examples: ['state show dev', 'state show dev aws_dynamodb_table.image-table_3F2A'],
  })
    .option('--reveal', 'show sensitive values')
    .action((stage: string, address: string | undefined, options: RevealOptions) =>
      printReport(options, {
        doing: 'Reading the state',
        work: async () =>
          showState(await contextOfScope(stage), { stage, address, reveal: options.reveal }),
        text: formatShown,
      }),
    );
}

function registerOutputs(state: Command): void {
  addCommand(state, {
    usage: 'outputs <stage>',
    summary: "show a stage's outputs",
    description: "Shows a stage's outputs. Sensitive values are masked.",
    examples: ['state outputs dev', 'state outputs dev --json'],
  })
    .option('--reveal', 'show sensitive values')
    .action((stage: string, options: RevealOptions) =>
      printReport(options, {
        doing: 'Reading the state',
        work: async () =>
          stateOutputs(await contextOfScope(stage), { stage, reveal: options.reveal }),
        text: formatOutputs,
      }),
    );
}

function registerResources(state: Command): void {
  addCommand(state, {
    usage: 'resources',
    summary: 'find resources over all stages',
    description: 'Lists the resources of all stages by address, type, name, ARN and id.',
    examples: ['state resources --search images-lego-moc', 'state resources --json'],
  })
    .option('--search <text>', 'only those with this text in address, type, name, ARN or id')
    .action((options: OutputOptions & { readonly search?: string }) =>
      printReport(options, {
        doing: 'Reading the states',
        work: async () => findResources(await stateContext(), options.search),
        text: formatResources,
      }),
    );
}

function registerHistory(state: Command): void {
  addCommand(state, {
    usage: 'history <stage>',
    summary: "list the versions of a stage's state",
    description:
      'Lists the versions of the state, the newest first: when, serial, and how many resources were added, removed and changed since the one before. --json names them.',
    examples: ['state history dev', 'state history dev --limit 100 --json'],
  })
    .option('--limit <count>', 'how many of the newest versions', toCount, DEFAULT_LIMIT)
    .action((stage: string, options: OutputOptions & { readonly limit: number }) =>
      printReport(options, {
        doing: 'Reading the versions',
        work: async () =>
          stateHistory(await contextOfScope(stage), { stage, limit: options.limit }),
        text: formatHistory,
      }),
    );
}

function registerDiff(state: Command): void {
  addCommand(state, {
    usage: 'diff <stage> <from> <to>',
    summary: "compare two versions of a stage's state",
    description:
      'Compares two versions of the state, each given by its serial or its version id, per resource and attribute. Sensitive values are masked. Ends with 2 when they differ.',
    examples: ['state diff dev 41 42', 'state diff dev 41 3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY'],
  }).action((stage: string, from: string, to: string, options: OutputOptions) =>
    printReport(options, {
      doing: 'Reading the versions',
      work: async () => diffVersions(await contextOfScope(stage), { stage, from, to }),
      text: formatVersions,
      exitCode: (found) => (isSame(found) ? EXIT_CODE.ok : EXIT_CODE.differences),
    }),
  );
}

function registerDrift(state: Command): void {
  addCommand(state, {
    usage: 'drift [stage]',
    summary: 'find what was changed behind Terraform',
    description:
      'Compares the state with what is in AWS, by a plan of the real Terraform, for one stage or all that are deployed. Drift is what was deleted, and what differs in anything that the configuration sets or the next deploy would undo; what AWS fills in by itself, e.g. the status of a certificate, is only counted, and what is merged and not deployed is none. Changes nothing. Ends with 2 when there is drift.',
    examples: ['state drift dev', 'state drift --json'],
  }).action((stage: string | undefined, options: OutputOptions) =>
    printReport(options, {
      doing: 'Comparing with AWS',
      work: async () =>
        findDrift(await (stage === undefined ? stateContext() : contextOfScope(stage)), { stage }),
      text: formatDrift,
      exitCode: (found) => (hasDrift(found) ? EXIT_CODE.differences : EXIT_CODE.ok),
    }),
  );
}

function toCount(value: string): number {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number from 1 to 99999.');
}
