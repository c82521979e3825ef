import { beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import type { CommandObject } from '../../src/cli/command';
import { COMMANDS } from '../../src/ops/commands';
import { opsProgram } from '../../src/ops/program';
import { wordsOf } from '../support/words';

/** What does something, or makes a file, and shows nothing that a machine could want as JSON. */
const WITHOUT_JSON = [
  'apply',
  'bootstrap',
  'comment',
  'deploy',
  'destroy',
  'diagram',
  'drift-issue',
  'environment',
  'summary',
  'stages',
];

const helpOf = (command: Command): string => {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
};

/** Every command, and those below it, with what it ends with. */
const EXIT_CODES: readonly (readonly [name: string, codes: readonly number[]])[] = [
  ['alarms', [0, 1, 130]],
  ['alarms test', [0, 1, 130]],
  ['apply', [0, 1, 130]],
  ['bootstrap', [0, 1, 130]],
  ['comment', [0, 1, 130]],
  ['dashboard', [0, 1, 130]],
  ['deploy', [0, 1, 3, 130]],
  ['destroy', [0, 1, 130]],
  ['diagram', [0, 1, 130]],
  ['doctor', [0, 1, 130]],
  ['drift-issue', [0, 1, 130]],
  ['environment', [0, 1, 130]],
  ['plan', [0, 1, 2, 3, 130]],
  ['quotas', [0, 1, 130]],
  ['recover', [0, 1, 2, 3, 130]],
  ['stages', [0, 1, 130]],
  ['state', [0, 1, 130]],
  ['state list', [0, 1, 130]],
  ['state show', [0, 1, 130]],
  ['state outputs', [0, 1, 130]],
  ['state resources', [0, 1, 130]],
  ['state history', [0, 1, 130]],
  ['state page', [0, 1, 130]],
  ['state diff', [0, 1, 2, 130]],
  ['state drift', [0, 1, 2, 130]],
  ['state lock', [0, 1, 130]],
  ['state restore', [0, 1, 130]],
  ['state unlock', [0, 1, 130]],
  ['state mv', [0, 1, 130]],
  ['state rm', [0, 1, 130]],
  ['state remove-digest', [0, 1, 130]],
  ['state push-errored', [0, 1, 130]],
  ['state store-errored', [0, 1, 130]],
  ['summary', [0, 1, 130]],
  ['verify', [0, 1, 130]],
];
/** `state` does nothing by itself; `alarms` does, and has `alarms test` besides. */
const WORKING = EXIT_CODES.filter(([name]) => name !== 'state');

const commandIn = (program: Command, name: string): Command | undefined => {
  let command: Command | undefined = program;
  for (const word of name.split(' '))
    command = command?.commands.find((one) => one.name() === word);
  return command;
};

/** The full names of a command and of those below it, e.g. `state list`. */
const namesIn = ({ usage, subcommands = [] }: CommandObject, above = ''): string[] => {
  const name = above + (usage.split(' ')[0] ?? '');
  return [name, ...subcommands.flatMap((one) => namesIn(one, `${name} `))];
};

/** The commands, which do nothing but note that they were called. */
const noting = (commands: readonly CommandObject[], called: string[]): CommandObject[] =>
  commands.map((command) => ({
    ...command,
    ...(command.handler !== undefined && {
      handler: (...given: unknown[]) => {
        called.push(`${command.usage} ${JSON.stringify(given.at(-2))}`);
        return Promise.resolve(undefined);
      },
    }),
    subcommands: noting(command.subcommands ?? [], called),
  }));

describe('ops', () => {
  it('gives an option to the subcommand that it stands behind', async () => {
    const called: string[] = [];
    const words = ['alarms', 'test', 'dev', '--all'];
    await opsProgram(noting(COMMANDS, called)).parseAsync(words, { from: 'user' });
    expect(called).toEqual(['test <stage> [names...] {"timeout":60,"all":true}']);
  });

  it('consists of these commands', () => {
    expect(COMMANDS.flatMap((command) => namesIn(command))).toEqual(
      EXIT_CODES.map(([name]) => name),
    );
  });

  it('lists every command with its summary', () => {
    const help = helpOf(opsProgram()).replace(/\s+/g, ' ');
    for (const { usage, summary } of COMMANDS) expect(help).toContain(`${usage} ${summary}`);
    expect(help).toContain('Examples: $ ');
    expect(help).toContain('Exit codes: 0 done, 1 failed, or something is wrong, 130 stopped.');
  });
});

describe.each(WORKING)('ops %s', (name, codes) => {
  let command: Command;
  let help: string;
  beforeAll(() => {
    command = commandIn(opsProgram(), name) ?? new Command('missing');
    help = helpOf(command);
  });

  it('has a summary and a description', () => {
    expect(command.summary()).toMatch(/^[a-z].*[^.]$/);
    expect(command.description()).toMatch(/^[A-Z][^]*\.$/);
  });

  it('takes the name of a stack for its stage', () => {
    const named = command.registeredArguments.filter((argument) => argument.name() === 'stage');
    const given = ['image-service-dev', 'dev', 'image-service-access-111122223333'];
    expect(
      // One that may be given several times adds up.
      named.map(({ parseArg }) => given.flatMap((name) => parseArg?.<string[]>(name, []))),
    ).toEqual(named.map(() => ['dev', 'dev', 'image-service-access-111122223333']));
  });

  it('has examples, and one names it', () => {
    expect(help).toMatch(new RegExp(`Examples:\\n {2}\\$ pnpm ops ${name}\\b`));
  });

  it('takes its examples as they are written', async () => {
    const [, block = ''] = /Examples:\n([^]*?)\n\n/.exec(help) ?? [];
    for (const example of block.split('\n').map((line) => line.replace('  $ pnpm ops ', ''))) {
      const called: string[] = [];
      const program = opsProgram(noting(COMMANDS, called)).exitOverride();
      await program.parseAsync(wordsOf(example), { from: 'user' });
      expect(called).toHaveLength(1);
    }
  });

  it('says what it ends with, and nothing else', () => {
    const [, line = ''] = /Exit codes: (.*)\.\n/.exec(help) ?? [];
    expect((line.match(/(?<=^|, )\d+(?= )/g) ?? []).map(Number)).toEqual(codes);
  });

  it('describes every option, and shows it in the help', () => {
    for (const { flags, description } of command.options) {
      expect(description).toMatch(/^\S.*[^.]$/);
      expect(help).toContain(flags);
    }
  });

  it(WITHOUT_JSON.includes(name) ? 'shows nothing that could be JSON' : 'takes --json', () => {
    expect(command.options.some(({ long }) => long === '--json')).toBe(
      !WITHOUT_JSON.includes(name),
    );
  });
});
