import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { table } from '../../../src/guardrails/document';
import { PROJECT_ROOT } from '../../../src/system/project';
import type { FaultResult } from './fault-case';

const DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'faults.md');

const HEAD = ['case', 'the command ended', 'the way back', 'seen afterwards'];

const TEXT = `# Faults

What becomes of dev when AWS, the network or the machine of a deploy fails, as \`pnpm test:faults\` saw it on the local AWS:
it writes this page, and \`pnpm test:faults -t PATTERN\` the lines of a part. Where anything was amiss then, what
[the runbook](runbook.md) says was done, by its commands and nothing else. A case passes when there is no lock then, nothing
that the state does not know or that is there twice, after a deploy or a change an empty plan, and after a change the API,
distribution, certificate, table, items and objects of before. The cases of Ctrl-C, 20 times each, are of a stage of
parameters and topics alone, and pass when no lock is left.

`;

/** Writes the cases that were run into docs/faults.md, and leaves the others' lines; in the order of the names. */
export function writeDocument(
  names: readonly string[],
  seen: ReadonlyMap<string, FaultResult>,
): void {
  const lines = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8').split('\n') : [];
  const before = new Map(lines.map((line) => [nameIn(line), line]));
  const rows = names.flatMap((name) => {
    const result = seen.get(name);
    if (result === undefined) return before.has(name) ? [cellsOf(before.get(name) ?? '')] : [];
    const { ended, recovery, seen: after } = result;
    return [[name, text(ended), recovery.join(', ') || 'none is needed', after]];
  });
  writeFileSync(DOCUMENT, `${TEXT}${rows.length} cases.\n\n${table(HEAD, rows)}\n`);
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const nameIn = (line: string): string => cellsOf(line)[0] ?? '';

/** Without what differs from run to run, and what Markdown would read. */
const text = (of: string): string =>
  of
    .replace(/^(?:image-service-dev +)?Error: /, '')
    .replace(/(?:[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32}\b|\b\w{52}\b)/g, '…')
    .replace(/(?:\/[\w.@-]+){4,}/g, '…')
    .replace(/\s+/g, ' ')
    .replace(/[|*_<>`[\]]/g, (one) => (one === '|' ? '/' : `\\${one}`));
