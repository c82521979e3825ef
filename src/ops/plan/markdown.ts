import type { Value } from './value';

/** Longer values are shown in part. */
const SHOWN_CHARACTERS = 200;

/** What stays visible before the first difference of two long values. */
const CONTEXT_CHARACTERS = 40;

/** Characters that make a text look different from what it is: directions and zero widths. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A text as inline code that no backtick in it can end. */
export function code(text: string): string {
  const shown = text.replace(/[\r\n]+/g, ' ').replace(INVISIBLE, escaped);
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown === '' || /^[ `]|[ `]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Markdown as a table's cell. */
export const cell = (markdown: string): string => markdown.replaceAll('|', '\\|');

/** A text inside HTML, where Markdown is not read. */
export const html = (text: string): string =>
  text
    .replace(INVISIBLE, escaped)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/\s+/g, ' ');

/** What unfolds on a click. */
export const fold = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** A value's old and new form. Of two long ones, the part where they begin to differ. */
export function shownPair(before: Value, after: Value): [string, string] {
  const texts: [string, string] = [plainText(before), plainText(after)];
  const start = Math.max(0, commonPrefix(...texts) - CONTEXT_CHARACTERS);
  return [shown(before, texts[0], start), shown(after, texts[1], start)];
}

/** A value by itself. */
export const shownValue = (value: Value): string => shown(value, plainText(value), 0);

function shown(value: Value, text: string, start: number): string {
  if (value.kind === 'sensitive') return '*sensitive*';
  if (value.kind === 'unknown') return '*known after apply*';
  return code(excerpt(text, start));
}

/** A value on one line, as Terraform writes it, without what may not be shown. */
function plainText(value: Value): string {
  switch (value.kind) {
    case 'absent':
      return 'null';
    case 'unknown':
      return '(known after apply)';
    case 'sensitive':
      return '(sensitive)';
    case 'scalar':
      return JSON.stringify(value.value);
    case 'document':
      return plainText(value.content);
    case 'list':
      return `[${value.items.map(plainText).join(', ')}]`;
    case 'object':
      return `{${[...value.fields].map(([key, field]) => `${JSON.stringify(key)}: ${plainText(field)}`).join(', ')}}`;
  }
}

function excerpt(text: string, start: number): string {
  if (text.length <= SHOWN_CHARACTERS) return text;
  const from = Math.min(start, text.length - SHOWN_CHARACTERS);
  const part = text
    .slice(from, from + SHOWN_CHARACTERS)
    // No half of a character that takes two.
    .replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
  const isEnd = from + SHOWN_CHARACTERS >= text.length;
  return `${from > 0 ? '…' : ''}${part}${isEnd ? '' : '…'} (${text.length} characters)`;
}

function commonPrefix(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
