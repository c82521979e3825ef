import path from 'node:path';
import { PROJECT_ROOT } from '../system/project';
import { CHECKOV_REPORTS } from './checkov';
import { RULES } from './rules';
import { WAIVERS } from './waivers';

/** The document that holds the tables. */
export const DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'guardrails.md');

const BEGIN = '<!-- Written by src/guardrails/document.ts: -->';
const END = '<!-- The end of what is written. -->';

/** The text with its tables as rules.ts and waivers.ts have them. */
export function withTables(text: string): string {
  const [before = '', rest = ''] = text.split(BEGIN);
  const [, after = ''] = rest.split(END);
  return `${before}${BEGIN}\n\n${tables()}\n\n${END}${after}`;
}

function tables(): string {
  return [
    '## Rules',
    table(
      ['Rule', 'If it is broken', 'Checkov'],
      RULES.map(({ id, remedy, checkov = {} }) => [
        code(id),
        remedy,
        Object.keys(checkov).map(code).join(' '),
      ]),
    ),
    '## Waivers',
    table(
      ['Rule', 'Where', 'Why', 'Owner', 'Until'],
      WAIVERS.map(({ rule, path: where, reason, owner, expires }) => [
        code(rule),
        code(where),
        reason,
        owner,
        expires,
      ]),
    ),
    '## Checkov',
    table(['Checkov', 'Asks that', 'Rule', 'Waived at'], checkovRows()),
    '## What Checkov reports all the same',
    table(
      ['Checkov', 'Asks that', 'Why it fails here'],
      byId(Object.entries(CHECKOV_REPORTS).map(([id, { asks, reason }]) => [id, asks, reason])),
    ),
  ].join('\n\n');
}

function checkovRows(): string[][] {
  const rows = RULES.flatMap(({ id, checkov = {} }) => {
    const places = WAIVERS.filter(({ rule }) => rule === id).map((waiver) => code(waiver.path));
    return Object.entries(checkov).map(([check, asks]) => [
      check,
      asks,
      code(id),
      places.join(' '),
    ]);
  });
  return byId(rows);
}

const byId = (rows: readonly string[][]): string[][] =>
  rows.toSorted(([left = ''], [right = '']) => left.localeCompare(right, 'en', { numeric: true }));

/** A Markdown table in columns, as the formatter has them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const code = (text: string): string => `\`${text}\``;
