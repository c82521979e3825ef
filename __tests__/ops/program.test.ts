import { beforeAll, describe, expect, it } from '@jest/globals';
import { Command } from 'commander';
import { COMMANDS } from '../../src/ops/commands';
import { opsProgram } from '../../src/ops/program';

/** What does something, or makes a file, and shows nothing that a machine could want as JSON. */
const WITHOUT_JSON = [
  'apply',
  'bootstrap',
  'comment',
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

/** Every command, and those below it. */
const NAMES = [
  'alarms',
  'alarms test',
  'apply',
  'bootstrap',
  'comment',
  'dashboard',
  'diagram',
  'doctor',
  'drift-issue',
  'environment',
  'plan',
  'quotas',
  'recover',
  'stages',
  'state',
  'state list',
  'state show',
  'state outputs',
  'state resources',
  'state history',
  'state diff',
  'state drift',
  'state restore',
  'state lock',
  'state unlock',
  'state mv',
  'state rm',
  'state remove-digest',
  'state push-errored',
  'state store-errored',
  'summary',
  'verify',
];
/** `state` does nothing by itself; `alarms` does, and has `alarms test` besides. */
const WORKING = NAMES.filter((name) => name !== 'state');

async function commandOf(name: string): Promise<Command | undefined> {
  const words = name.split(' ');
  let command: Command | undefined = await opsProgram(words);
  for (const word of words) command = command?.commands.find((one) => one.name() === word);
  return command;
}

/** The full names of a command and of those below it, e.g. `state list`. */
const walk = (command: Command | undefined, name: string): string[] =>
  command === undefined
    ? []
    : [name, ...command.commands.flatMap((child) => walk(child, `${name} ${child.name()}`))];

describe('ops', () => {
  it('consists of these commands', async () => {
    const all = Object.keys(COMMANDS).map(async (name) => walk(await commandOf(name), name));
    expect((await Promise.all(all)).flat()).toEqual(NAMES);
  });

  it('lists every command with its summary', async () => {
    const help = helpOf(await opsProgram([])).replace(/\s+/g, ' ');
    for (const { usage, summary } of Object.values(COMMANDS)) {
      expect(help).toContain(`${usage} ${summary}`);
    }
    expect(help).toContain('Examples: $ ');
    expect(help).toContain('Exit codes: 0 ');
  });

  it('knows a command in full once it is asked for help on it', async () => {
    const verify = (await opsProgram(['help', 'verify'])).commands.at(-1);
    expect(verify && helpOf(verify)).toContain('--json');
  });
});

describe.each(WORKING)('ops %s', (name) => {
  let command: Command;
  let help: string;
  beforeAll(async () => {
    command = (await commandOf(name)) ?? new Command('missing');
    help = helpOf(command);
  });

  it('has a summary and a description', () => {
    expect(command.summary()).toMatch(/^[a-z].*[^.]$/);
    expect(command.description()).toMatch(/^[A-Z][^]*\.$/);
  });

  it('takes the name of a stack for its stage', () => {
    const named = command.registeredArguments.filter((argument) => argument.name() === 'stage');
    expect(
      named.map(({ parseArg }) => [
        parseArg?.('image-service-dev', ''),
        parseArg?.('dev', ''),
        parseArg?.('image-service-access-111122223333', ''),
      ]),
    ).toEqual(named.map(() => ['dev', 'dev', 'image-service-access-111122223333']));
  });

  it('has an example that names it', () => {
    expect(help).toMatch(new RegExp(`Examples:\\n {2}\\$ pnpm ops ${name}\\b`));
  });

  it('says what it ends with', () => {
    expect(help).toMatch(/Exit codes: 0 .*\b1 /);
  });

  it('describes every option', () => {
    const undescribed = command.options.filter(({ description }) => description === '');
    expect(undescribed.map(({ flags }) => flags)).toEqual([]);
  });

  it(WITHOUT_JSON.includes(name) ? 'shows nothing that could be JSON' : 'takes --json', () => {
    expect(command.options.some(({ long }) => long === '--json')).toBe(
      !WITHOUT_JSON.includes(name),
    );
  });
});
