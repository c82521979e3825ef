import { InvalidArgumentError, Option } from 'commander';
import type { CommandObject, OutputOptions } from '../../cli/command';
import { defineCommand, JSON_OPTION } from '../../cli/command';
import { EXIT_CODE } from '../../cli/exit-codes';
import { printReport } from '../../cli/report';
import { statesOf } from './states-of';

/** Not more than a year of busy days; each version is read. */
const DEFAULT_LIMIT = 20;

const REVEAL_OPTION = new Option('--reveal', 'show sensitive values');

interface RevealOptions extends OutputOptions {
  readonly reveal?: boolean;
}

const toCount = (value: string): number => {
  if (/^[1-9]\d{0,4}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be a whole number from 1 to 99999.');
};

const list = defineCommand({
  usage: 'list',
  summary: 'list the stages with their states and locks',
  description:
    'Lists every stack: serial, version of Terraform, resources, when the state was written and by whom, and the lock. Terraform does not keep who wrote a state: it is known of what `pnpm cdktf`, `ops apply`, `ops bootstrap` and `ops state restore` wrote.',
  options: [JSON_OPTION],
  exitCodes: { 0: 'listed', 1: 'failed, or a state needs repair' },
  examples: ['state list', 'state list --json'],
  handler: async (options: OutputOptions) => {
    const { formatStates, hasProblem, listStates } = await import('./list');
    return printReport(options, {
      doing: 'Reading the states',
      work: async () => listStates(await statesOf()),
      text: formatStates,
      exitCode: (stacks) => (hasProblem(stacks) ? EXIT_CODE.failure : EXIT_CODE.ok),
    });
  },
});

const show = defineCommand({
  usage: 'show <stage> [address]',
  summary: "show a stage's resources, or the attributes of one",
  description:
    "Shows a stage's resources, or every attribute of what the address names. Sensitive values are masked.",
  options: [JSON_OPTION, REVEAL_OPTION],
  exitCodes: { 0: 'shown', 1: 'failed' },
  examples: ['state show dev', 'state show dev aws_dynamodb_table.image-table_3F2A'],
  handler: async (stage: string, address: string | undefined, options: RevealOptions) => {
    const { formatShown, showState } = await import('./show');
    return printReport(options, {
      doing: 'Reading the state',
      work: async () => showState(await statesOf(stage), { ...options, stage, address }),
      text: formatShown,
    });
  },
});

const outputs = defineCommand({
  usage: 'outputs <stage>',
  summary: "show a stage's outputs",
  description: "Shows a stage's outputs. Sensitive values are masked.",
  options: [JSON_OPTION, REVEAL_OPTION],
  exitCodes: { 0: 'shown', 1: 'failed' },
  examples: ['state outputs dev', 'state outputs dev --json'],
  handler: async (stage: string, options: RevealOptions) => {
    const { formatOutputs, stateOutputs } = await import('./show');
    return printReport(options, {
      doing: 'Reading the state',
      work: async () => stateOutputs(await statesOf(stage), { ...options, stage }),
      text: formatOutputs,
    });
  },
});

const resources = defineCommand({
  usage: 'resources',
  summary: 'find resources over all stages',
  description: 'Lists the resources of all stages by address, type, name, ARN and id.',
  options: [
    JSON_OPTION,
    new Option('--search <text>', 'only those with this text in address, type, name, ARN or id'),
  ],
  exitCodes: { 0: 'listed', 1: 'failed' },
  examples: ['state resources --search images-lego-moc', 'state resources --json'],
  handler: async (options: OutputOptions & { readonly search?: string }) => {
    const { findResources, formatResources } = await import('./resources');
    return printReport(options, {
      doing: 'Reading the states',
      work: async () => findResources(await statesOf(), options.search),
      text: formatResources,
    });
  },
});

const history = defineCommand({
  usage: 'history <stage>',
  summary: "list the versions of a stage's state",
  description:
    'Lists the versions of the state, the newest first: when, serial, and how many resources were added, removed and changed since the one before. --json names them.',
  options: [
    JSON_OPTION,
    new Option('--limit <count>', 'how many of the newest versions')
      .default(DEFAULT_LIMIT)
      .argParser(toCount),
  ],
  exitCodes: { 0: 'listed', 1: 'failed' },
  examples: ['state history dev', 'state history dev --limit 100 --json'],
  handler: async (stage: string, options: OutputOptions & { readonly limit: number }) => {
    const { formatHistory, stateHistory } = await import('./history');
    return printReport(options, {
      doing: 'Reading the versions',
      work: async () => stateHistory(await statesOf(stage), { ...options, stage }),
      text: formatHistory,
    });
  },
});

const diff = defineCommand({
  usage: 'diff <stage> <from> <to>',
  summary: "compare two versions of a stage's state",
  description:
    'Compares two versions of the state, each given by its serial or its version id, per resource and attribute. Sensitive values are masked.',
  options: [JSON_OPTION],
  exitCodes: { 0: 'they are the same', 1: 'failed', 2: 'they differ' },
  examples: ['state diff dev 41 42', 'state diff dev 41 3sL4kqtJlcpXroDTDmJ.rmSpXd3dIbrHY'],
  handler: async (stage: string, from: string, to: string, options: OutputOptions) => {
    const { diffVersions, formatVersions } = await import('./diff');
    const { isSame } = await import('./state-diff');
    return printReport(options, {
      doing: 'Reading the versions',
      work: async () => diffVersions(await statesOf(stage), { stage, from, to }),
      text: formatVersions,
      exitCode: (difference) => (isSame(difference) ? EXIT_CODE.ok : EXIT_CODE.differences),
    });
  },
});

const drift = defineCommand({
  usage: 'drift [stage]',
  summary: 'find what was changed behind Terraform',
  description:
    'Compares the state with what is in AWS, by a plan of the real Terraform, for one stage or all that are deployed. Drift is what was deleted, and what differs in anything that the configuration sets or the next deploy would undo; what AWS fills in by itself, e.g. the status of a certificate, is only counted, and what is merged and not deployed is none. Changes nothing.',
  options: [JSON_OPTION],
  exitCodes: { 0: 'no drift', 1: 'failed', 2: 'drift' },
  examples: ['state drift dev', 'state drift --json'],
  handler: async (stage: string | undefined, options: OutputOptions) => {
    const { findDrift, formatDrift, hasDrift } = await import('./drift');
    return printReport(options, {
      doing: 'Comparing with AWS',
      work: async () => findDrift(await statesOf(stage), { stage }),
      text: formatDrift,
      exitCode: (stacks) => (hasDrift(stacks) ? EXIT_CODE.differences : EXIT_CODE.ok),
    });
  },
});

const lock = defineCommand({
  usage: 'lock <stage>',
  summary: "show who holds the lock of a stage's state",
  description: 'Shows who has locked the state, since when, and for which operation.',
  options: [JSON_OPTION],
  exitCodes: { 0: 'shown, locked or not', 1: 'failed' },
  examples: ['state lock dev', 'state lock dev --json'],
  handler: async (stage: string, options: OutputOptions) => {
    const { formatLockStatus, lockStatus } = await import('./lock');
    return printReport(options, {
      doing: 'Reading the lock',
      work: async () => lockStatus(await statesOf(stage), stage),
      text: formatLockStatus,
    });
  },
});

const page = defineCommand({
  usage: 'page [stage...]',
  summary: 'draw the states into one HTML file',
  description:
    'Draws the states of these stages (default: every stack of the account) into one file that opens from disk, loads nothing and runs no server: locks and problems, the diagram, all resources to search, the versions of each state and what differs between any two. Sensitive values are masked; in everything else the file tells what the states do.',
  options: [
    JSON_OPTION,
    new Option('--out <file>', 'write the page there').makeOptionMandatory(),
    new Option('--versions <count>', 'how many of the newest versions of each state')
      .default(DEFAULT_LIMIT)
      .argParser(toCount),
    new Option('--drift <file>', 'show drift as `./ops state drift --json` printed it'),
  ],
  exitCodes: { 0: 'drawn', 1: 'failed' },
  examples: ['state page --out state.html', 'state page dev --versions 100 --out dev.html'],
  handler: async (
    stages: readonly string[],
    { out: file, versions, drift: driftFile, ...options }: PageOptions,
  ) => {
    const { statePage } = await import('./state-page');
    const { renderPage } = await import('../../pages/render-page');
    const { writeReport } = await import('../../cli/write-report');
    return printReport(options, {
      doing: 'Reading the states',
      work: async () => {
        const context = await statesOf(stages[0]);
        const data = await statePage(context, { stages, versions, driftFile });
        writeReport(file, renderPage('state', 'Terraform states', data));
        return { file, stages: data.stacks.map(({ scope }) => scope) };
      },
      text: (page) => `Drawn into ${page.file}: ${page.stages.join(', ')}`,
    });
  },
});

interface PageOptions extends OutputOptions {
  readonly out: string;
  readonly versions: number;
  readonly drift?: string;
}

/** The commands of `ops state` that change nothing. */
export const READ_COMMANDS: readonly CommandObject[] = [
  list,
  show,
  outputs,
  resources,
  history,
  page,
  diff,
  drift,
  lock,
];
