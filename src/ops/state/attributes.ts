import type { Marked } from './sensitive';
import { Sensitive } from './sensitive';

/** One attribute, e.g. `rule[0].id`. */
export interface Attribute {
  readonly path: string;
  readonly value: Marked;
}

/** One attribute that differs; `undefined` where it is absent. */
export interface AttributeChange {
  readonly path: string;
  readonly before: Marked | undefined;
  readonly after: Marked | undefined;
}

/** Every attribute that is not made of others, in the order of the value. */
export function attributesIn(value: Marked, path = ''): Attribute[] {
  if (value === null || typeof value !== 'object' || value instanceof Sensitive) {
    return [{ path, value }];
  }
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => attributesIn(item, `${path}[${index}]`))
    : Object.entries(value).flatMap(([key, item]) => attributesIn(item, join(path, key)));
  return inner.length === 0 ? [{ path, value }] : inner;
}

/** The attributes that differ. Something empty, be it null, "", [] or {}, equals nothing at all. */
export function changedAttributes(before: Marked, after: Marked): AttributeChange[] {
  const old = new Map(attributesIn(before).map(({ path, value }) => [path, value]));
  const fresh = new Map(attributesIn(after).map(({ path, value }) => [path, value]));
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .filter((path) => identity(old.get(path)) !== identity(fresh.get(path)))
    .map((path) => maskedTogether({ path, before: old.get(path), after: fresh.get(path) }));
}

const LONGEST = 100;

const MASKED = new Sensitive(null);

/** A value on one line. */
export function formatValue(value: Marked | undefined): string {
  if (value === undefined) return '(none)';
  if (value instanceof Sensitive) return value.toString();
  const text = JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** What is sensitive in one of the two states is in the other. */
function maskedTogether({ path, before, after }: AttributeChange): AttributeChange {
  if (!(before instanceof Sensitive || after instanceof Sensitive)) return { path, before, after };
  const mask = (value: Marked | undefined) => (value === undefined ? undefined : MASKED);
  return { path, before: mask(before), after: mask(after) };
}

/** Equal for equal values, sensitive ones included. */
function identity(value: Marked | undefined): string {
  const plain = value instanceof Sensitive ? value.value : value;
  const text = plain === undefined ? '' : JSON.stringify(plain);
  return ['null', '""', '[]', '{}'].includes(text) ? '' : text;
}

function join(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
