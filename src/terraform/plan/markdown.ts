import { Sensitive, type Marked } from '../../values/mask';
import { Unknown } from '../../values/unknown';
import { shownText, shownTexts, visible } from '../../values/text';

/** A text as inline code that no backtick in it can end. */
export function code(text: string): string {
  const shown = visible(text.replace(/[\r\n]+/g, ' '));
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = shown === '' || /^[ `]|[ `]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Markdown as a table's cell. */
export const cell = (markdown: string): string => markdown.replaceAll('|', '\\|');

/** A text inside HTML, where Markdown is not read. */
export const html = (text: string): string =>
  visible(text.replace(/\s+/g, ' '))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** What unfolds on a click. */
export const fold = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** A value's old and new form. Of two long ones, the part where they begin to differ. */
export function shownPair(
  before: Marked | undefined,
  after: Marked | undefined,
): [before: string, after: string] {
  const [old, fresh] = shownTexts(before, after);
  return [shown(before, old), shown(after, fresh)];
}

/** A value by itself. */
export const shownValue = (value: Marked | undefined): string => shown(value, shownText(value));

function shown(value: Marked | undefined, text: string): string {
  if (value instanceof Sensitive) return '*sensitive*';
  if (value instanceof Unknown) return '*known after apply*';
  return code(text);
}
