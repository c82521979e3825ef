import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/system/project';

const PROGRAMS = /^(aws|export|git|pnpm|terraform) /;

/** Every command of docs/runbook.md, as written there: its blocks and what it names within the text. */
export function runbookCommands(): string[] {
  const file = path.join(PROJECT_ROOT, 'docs', 'runbook.md');
  // Some sections are for every stage, and dev is one.
  const runbook = readFileSync(file, 'utf8').replaceAll('<stage>', 'dev');
  const blocks = [...runbook.matchAll(/^ *```bash\n([^]*?)```/gm)].flatMap(([, text = '']) =>
    text.split('\n').map((line) => line.replace(/ # .*$/, '').trim()),
  );
  const inline = [...runbook.replace(/^ *```bash\n[^]*?```/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, text = '']) => text,
  );
  return [
    ...new Set([
      ...blocks.filter((line) => line !== ''),
      ...inline.filter((text) => PROGRAMS.test(text) && !isMention(text)),
    ]),
  ];
}

/** A program or a family of commands that the text speaks of, e.g. `pnpm ops` or `terraform state rm`. */
const isMention = (text: string): boolean =>
  /^(pnpm \w+|pnpm local exec --|terraform state rm)$/.test(text);

/** The command with its `<placeholders>` filled in. */
export function fillIn(command: string, values: Readonly<Record<string, string>>): string {
  return command.replace(/<([a-z -]+)>/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`no value for ${placeholder} in ${command}`);
    return value;
  });
}
