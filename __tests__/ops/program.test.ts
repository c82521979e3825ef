import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { COMMANDS } from '../../src/ops/commands';
import { opsProgram } from '../../src/ops/program';

/** What does something, or makes a file, and shows nothing that a machine could want as JSON. */
const WITHOUT_JSON = ['apply', 'bootstrap', 'comment', 'diagram', 'drift-issue', 'summary'];

const helpOf = (command: Command): string => {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
  return help;
};

/** A command and those below it, each with its full name, e.g. `state list`. */
function walk(command: Command, name: string): { name: string; command: Command }[] {
  const below = command.commands.flatMap((child) => walk(child, `${name} ${child.name()}`));
  return [{ name, command }, ...below];
}

const all = Object.keys(COMMANDS).flatMap((name) => {
  const command = opsProgram([name]).commands.find((one) => one.name() === name);
  return command === undefined ? [] : walk(command, name);
});
/** `state` does nothing by itself; `alarms` does, and has `alarms test` besides. */
const working = all.filter(({ name }) => name !== 'state');

describe('ops', () => {
  it('consists of these commands', () => {
    expect(all.map(({ name }) => name)).toEqual([
      'alarms',
      'alarms test',
      'apply',
      'bootstrap',
      'comment',
      'dashboard',
      'diagram',
      'doctor',
      'drift-issue',
      'plan',
      'quotas',
      'recover',
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
      'summary',
      'verify',
    ]);
  });

  it('lists every command with its summary', () => {
    const help = helpOf(opsProgram([])).replace(/\s+/g, ' ');
    for (const { usage, summary } of Object.values(COMMANDS)) {
      expect(help).toContain(`${usage} ${summary}`);
    }
    expect(help).toContain('Examples: $ ');
    expect(help).toContain('Exit codes: 0 ');
  });

  it('knows a command in full once it is asked for help on it', () => {
    const verify = opsProgram(['help', 'verify']).commands.at(-1);
    expect(verify && helpOf(verify)).toContain('--json');
  });
});

describe.each(working)('ops $name', ({ name, command }) => {
  const help = helpOf(command);

  it('has a summary and a description', () => {
    expect(command.summary()).toMatch(/^[a-z].*[^.]$/);
    expect(command.description()).toMatch(/^[A-Z][^]*\.$/);
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
