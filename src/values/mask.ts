import { ExactNumber, type Json } from './json';
import { Unknown } from './unknown';

/** Where a value is within a resource or an output, e.g. `['rule', 0, 'id']`. */
export type Path = readonly (string | number)[];

/** What is shown in a sensitive value's place. */
export const MASK = '(sensitive)';

/** A value that is compared but never shown: as JSON and as text it is its mask. */
export class Sensitive {
  constructor(
    readonly value: Marked,
    /** Terraform calls it so itself, or it only repeats what is called so elsewhere. */
    readonly by: 'mask' | 'repetition' = 'mask',
  ) {}

  toJSON(): string {
    return MASK;
  }
}

/** A value of a plan or state in which what may not or cannot be shown is wrapped. */
export type Marked = Json | Sensitive | Unknown | Marked[] | { [key: string]: Marked };

/** Whether a text is or holds something that Terraform calls sensitive elsewhere. */
export type IsSecret = (text: string) => boolean;

/** What may not or cannot be shown; masks have the value's shape, with `true` in the places they mean. */
export interface Masks {
  readonly sensitive?: unknown;
  readonly unknown?: unknown;
  /** Recognizes what the masks miss. @default nothing */
  readonly isSecret?: IsSecret | undefined;
}

/** A value with its mask of what is sensitive. */
export type WithMask = readonly [value: Marked | undefined, mask: unknown];

/** The value with its masks laid over it. */
export function mark(value: Marked | undefined, masks: Masks): Marked | undefined {
  const { sensitive, unknown, isSecret } = masks;
  if (sensitive === true) {
    const hidden = unknown === true ? new Unknown() : value;
    return hidden === undefined || hidden === null ? hidden : new Sensitive(hidden);
  }
  if (unknown === true) return new Unknown();
  if (typeof value === 'string') {
    return isSecret?.(value) === true ? new Sensitive(value, 'repetition') : value;
  }
  const partAt = (key: string | number): Marked | undefined =>
    mark(partOf(value, key), {
      sensitive: partOf(sensitive, key),
      unknown: partOf(unknown, key),
      isSecret,
    });
  if (Array.isArray(value) || Array.isArray(unknown)) {
    const length = Math.max(lengthOf(value), lengthOf(unknown));
    return Array.from({ length }, (_, index) => partAt(index) ?? null);
  }
  if (!isObject(value) && !isObject(unknown)) return value;
  const keys = new Set([...keysOf(value), ...keysOf(unknown)]);
  const parts = [...keys].map((key) => [key, partAt(key)] as const);
  return Object.fromEntries(
    parts.filter((part): part is readonly [string, Marked] => part[1] !== undefined),
  );
}

/** The mask that has `true` at the end of each path, as a plan's masks have. */
export function maskOf(paths: readonly Path[]): unknown {
  if (paths.some(({ length }) => length === 0)) return true;
  const steps = [...new Set(paths.map(([step]) => step ?? ''))];
  return Object.fromEntries(
    steps.map((step) => [
      step,
      maskOf(paths.filter(([first]) => first === step).map((path) => path.slice(1))),
    ]),
  );
}

/**
 * Terraform marks the attribute that a secret is given to, but not what the provider derives from
 * it: a sensitive tag comes back in `tags_all` in plain text, a sensitive name in the id and the ARN.
 */
export function secretsIn(values: readonly WithMask[]): IsSecret {
  const texts = new Set(values.flatMap(([value, mask]) => textsUnder(value, mask)));
  texts.delete('');
  const written = [...texts].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
  const pattern = new RegExp([...new Set(written)].map(patternOf).join('|'), 'u');
  return (text) => texts.size > 0 && pattern.test(text);
}

/** Whether a value consists of named or numbered others. */
export const isObject = (value: unknown): value is Readonly<Record<string, Marked>> =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof ExactNumber || value instanceof Sensitive || value instanceof Unknown);

/** The part of that name or number, if there is one. */
export const partOf = (value: unknown, key: string | number): Marked | undefined =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** Shorter secrets occur within many a harmless word, and the shortest next to one. */
const RECOGNIZABLE_CHARACTERS = 8;
const RECOGNIZABLE_WORD_CHARACTERS = 4;

/** What finds a secret in a text: a long one anywhere, a shorter one as a word, a very short one as a whole. */
function patternOf(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  if (secret.length >= RECOGNIZABLE_CHARACTERS) return literal;
  return secret.length >= RECOGNIZABLE_WORD_CHARACTERS
    ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`
    : `^${literal}$|"${literal}"`;
}

/** The texts of a value where its mask says `true`. */
function textsUnder(value: Marked | undefined, mask: unknown): string[] {
  if (typeof value === 'string') return mask === true ? [value] : [];
  if (!isObject(value) || mask === undefined) return [];
  return keysOf(value).flatMap((key) =>
    textsUnder(partOf(value, key), mask === true ? true : partOf(mask, key)),
  );
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const keysOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value) : []);
