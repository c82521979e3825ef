import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { opsProgram } from '../../src/ops/program';
import { PROJECT_ROOT } from '../../src/system/project';
import { ADDRESSES_PATH } from '../support/addresses/addresses';

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
    path.join(folder, file),
  );

const DOCUMENTS = [
  'README.md',
  ...['docs', 'local', 'examples'].flatMap(filesIn).filter((file) => file.endsWith('.md')),
].sort();

/** What a document sets in code: its blocks, line by line, and what is between backticks. */
function codeOf(document: string): string[] {
  const text = readFileSync(path.join(PROJECT_ROOT, document), 'utf8');
  const block = /^ *```\w*\n([^]*?)^ *```/gm;
  const lines = [...text.matchAll(block)].flatMap(([, code = '']) => code.split('\n'));
  const spans = [...text.replace(block, '').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  return [...lines, ...spans].map((code) => code.trim());
}

const { scripts } = JSON.parse(readFileSync(path.join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const addresses = JSON.parse(readFileSync(ADDRESSES_PATH, 'utf8')) as string[];

/** The command of `ops` that the words begin with, and what it takes; undefined where there is none. */
function opsCommand(words: readonly string[]) {
  let command = opsProgram();
  for (const word of words) {
    const next = command.commands.find((one) => one.name() === word);
    if (next === undefined) break;
    command = next;
  }
  return command.name() === words[0] || command.parent?.name() === words[0] ? command : undefined;
}

describe.each(DOCUMENTS)('%s', (document) => {
  const code = codeOf(document);

  it('names files that are there', () => {
    const named = code.flatMap((one) =>
      [
        ...one.matchAll(/(?:^|[\s(])((?:src|local|__tests__|bench|examples|\.github)\/[\w./*-]+)/g),
      ].map(([, file = '']) => file.replace(/[./]+$/, '')),
    );
    const missing = named.filter((file) => {
      if (!file.includes('*')) return !existsSync(path.join(PROJECT_ROOT, file));
      const [folder = ''] = file.split('/');
      const pattern = new RegExp(`^${file.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
      return !filesIn(folder).some((one) => pattern.test(one));
    });
    expect(missing).toEqual([]);
  });

  it('names addresses of resources that dev has', () => {
    const named = code.flatMap((one) => one.match(/\baws_\w+\.[\w-]+_[\dA-F]{8}\b/g) ?? []);
    expect(named.filter((address) => !addresses.includes(address))).toEqual([]);
  });

  it('names scripts that package.json has', () => {
    const named = code.flatMap(
      (one) => /^(?:npx --yes )?pnpm(?:@10)? ([a-z][\w:-]*)/.exec(one)?.[1] ?? [],
    );
    const ofPnpm = ['install', 'exec'];
    expect(named.filter((name) => !(name in scripts) && !ofPnpm.includes(name))).toEqual([]);
  });

  it('names commands of `ops` and options that they have', () => {
    const unknown: string[] = [];
    for (const line of code) {
      const [, rest] = /^(?:pnpm |\.\/)?ops ((?:[a-z]|-)[^|>#;&]*)/.exec(line) ?? [];
      if (rest === undefined || rest.startsWith('-')) continue;
      const words = rest.split(/\s+/).filter((word) => /^[a-z]/.test(word));
      const command = opsCommand(words.slice(0, 2));
      const known = command?.options.flatMap(({ long, short }) => [long, short]) ?? [];
      const options = rest.match(/(?<=^|\s)--?[a-z][\w-]*/g) ?? [];
      const isKnown = command && options.every((option) => [...known, '--help'].includes(option));
      if (!isKnown) unknown.push(line);
    }
    expect(unknown).toEqual([]);
  });
});
