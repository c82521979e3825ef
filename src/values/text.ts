import { formatJson, jsonOrNothing } from './json';
import { isObject, Sensitive, type Marked, type Path } from './mask';
import { Unknown } from './unknown';

/** Longer values are shown in part. */
const SHOWN_CHARACTERS = 200;

/** What stays visible before the first difference of two long values. */
const CONTEXT_CHARACTERS = 40;

/** What a terminal or a page does not show, or takes as an order: controls, directions, zero widths. */
const INVISIBLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** The text with what cannot be seen in it written as Terraform does. */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * The text in quotes, as Terraform writes the keys of an address.
 * https://github.com/hashicorp/terraform/blob/v1.11.4/internal/addrs/instance_key.go
 */
export const quoted = (text: string): string =>
  `"${visible(
    text
      .replace(/["\\]/g, '\\$&')
      .replace(/[$%](?=\{)/g, '$&$&')
      .replace(/[\n\r\t]/g, (character) => ESCAPES[character] ?? ''),
  )}"`;

/** A path as Terraform writes it, e.g. `rule[0].tags["a b"]`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w:*/@-]+$/.test(step)) return `[${quoted(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** A value on one line, without what may not be shown; JSON within a text is shown as such. */
export function valueText(value: Marked | undefined): string {
  if (value === undefined) return 'null';
  if (value instanceof Sensitive || value instanceof Unknown) return value.toJSON();
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (isObject(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== null);
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}: ${valueText(field)}`).join(', ')}}`;
  }
  const document = typeof value === 'string' ? documentIn(value) : undefined;
  return document === undefined ? visible(formatJson(value)) : valueText(document);
}

/** A value on one line, its beginning if it is long. */
export const shownText = (value: Marked | undefined): string => excerpt(valueText(value), 0);

/** An old and a new value on a line each; of long ones the part where they begin to differ. */
export function shownTexts(
  before: Marked | undefined,
  after: Marked | undefined,
): [before: string, after: string] {
  const [old, fresh] = [valueText(before), valueText(after)];
  const start = Math.max(0, commonPrefix(old, fresh) - CONTEXT_CHARACTERS);
  return [excerpt(old, start), excerpt(fresh, start)];
}

/** The list or object that a text holds as JSON, such as a policy. */
export function documentIn(text: string): Marked | undefined {
  return /^\s*[[{]/.test(text) ? jsonOrNothing(text) : undefined;
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

/** How many characters two texts have in common at their beginning. */
export function commonPrefix(one = '', other = ''): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
