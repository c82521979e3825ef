import { ExactNumber } from '../values/json';
import { isObject, Sensitive, type Marked } from '../values/mask';
import { Unknown } from '../values/unknown';

/** A state's value as JSON. An object with the key `''` stands for what JSON has no form for. */
export type Encoded =
  | null
  | boolean
  | number
  | string
  | readonly Encoded[]
  | { readonly [key: string]: Encoded };

/**
 * Writes values as JSON. In a secret's place stands a number, the same for the same secret: whether it has
 * changed can be told, and nothing else.
 */
export function encoder(): (value: Marked) => Encoded {
  const secrets = new Map<string, number>();
  const numberOf = (secret: Marked): number => {
    const text = JSON.stringify(secret);
    const known = secrets.get(text) ?? secrets.size + 1;
    secrets.set(text, known);
    return known;
  };
  const encode = (value: Marked): Encoded => {
    if (value instanceof Sensitive) {
      return { '': 'secret', number: numberOf(value.value), by: value.by };
    }
    if (value instanceof ExactNumber) return { '': 'number', digits: value.digits };
    if (value instanceof Unknown) return value.toJSON();
    if (Array.isArray(value)) return value.map(encode);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, part]) => [key, encode(part)] as const);
    return Object.hasOwn(value, '') ? { '': 'object', entries } : Object.fromEntries(entries);
  };
  return encode;
}

/** Reads what an encoder wrote. */
export function decoded(value: Encoded): Marked {
  if (isList(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  switch (value['']) {
    case 'secret':
      return new Sensitive(
        value.number as number,
        value.by === 'repetition' ? 'repetition' : 'mask',
      );
    case 'number':
      return new ExactNumber(value.digits as string);
    case 'object':
      return fromEntries(value.entries as readonly (readonly [string, Encoded])[]);
    default:
      return fromEntries(Object.entries(value));
  }
}

const fromEntries = (entries: readonly (readonly [string, Encoded])[]): Marked =>
  Object.fromEntries(entries.map(([key, part]) => [key, decoded(part)]));

const isList = (value: Encoded): value is readonly Encoded[] => Array.isArray(value);
