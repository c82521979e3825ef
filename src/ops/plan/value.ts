import type { IsSecret } from './secrets';

/** A value of the plan together with what may not or cannot be shown of it. */
export type Value =
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }
  /** The fingerprint only tells whether it changes; it is never shown. */
  | { readonly kind: 'sensitive'; readonly fingerprint: string }
  | { readonly kind: 'scalar'; readonly value: string | number | boolean }
  /** A string that holds JSON, such as a policy. */
  | { readonly kind: 'document'; readonly text: string; readonly content: Value }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Value> };

export const ABSENT: Value = { kind: 'absent' };

/** What may not or cannot be shown of a value. */
export interface Masks {
  readonly sensitive?: unknown;
  readonly unknown?: unknown;
  /** Recognizes what the masks miss. */
  readonly isSecret?: IsSecret | undefined;
}

/** The value under its masks. Null, `[]` and `{}` are one and the same: nothing is set. */
export function valueOf(raw: unknown, masks: Masks = {}): Value {
  const { sensitive, unknown, isSecret } = masks;
  if (sensitive === true) {
    if (unknown === true) return { kind: 'sensitive', fingerprint: 'unknown' };
    return raw === null || raw === undefined ? ABSENT : sensitiveValue(raw);
  }
  if (unknown === true) return { kind: 'unknown' };
  if (Array.isArray(raw) || Array.isArray(unknown)) return listOf(raw, masks);
  if (isObject(raw) || isObject(unknown)) return objectOf(raw, masks);
  if (typeof raw === 'string') {
    if (isSecret?.(raw) === true) return sensitiveValue(raw);
    return documentOf(raw, isSecret) ?? { kind: 'scalar', value: raw };
  }
  if (typeof raw === 'number' || typeof raw === 'boolean') return { kind: 'scalar', value: raw };
  return ABSENT;
}

/** Whether two values are the same, secrets included. */
export const isSame = (one: Value, other: Value): boolean =>
  fingerprint(one) === fingerprint(other);

/** A text that is the same for the same values only; it may hold secrets. */
export function fingerprint(value: Value): string {
  switch (value.kind) {
    case 'absent':
    case 'unknown':
      return value.kind;
    case 'sensitive':
      return `sensitive ${value.fingerprint}`;
    case 'scalar':
      return JSON.stringify(value.value);
    case 'document':
      return JSON.stringify(value.text);
    case 'list':
      return `[${value.items.map(fingerprint).join()}]`;
    case 'object':
      return `{${[...value.fields].map(([key, field]) => `${JSON.stringify(key)}:${fingerprint(field)}`).join()}}`;
  }
}

const sensitiveValue = (raw: unknown): Value => ({
  kind: 'sensitive',
  fingerprint: `known ${JSON.stringify(raw)}`,
});

function listOf(raw: unknown, masks: Masks): Value {
  const items = asArray(raw);
  const sensitive = asArray(masks.sensitive);
  const unknown = asArray(masks.unknown);
  const length = Math.max(items.length, unknown.length);
  if (length === 0) return ABSENT;
  return {
    kind: 'list',
    items: Array.from({ length }, (_, index) =>
      valueOf(items[index], {
        sensitive: sensitive[index],
        unknown: unknown[index],
        isSecret: masks.isSecret,
      }),
    ),
  };
}

function objectOf(raw: unknown, masks: Masks): Value {
  const values = asObject(raw);
  const sensitive = asObject(masks.sensitive);
  const unknown = asObject(masks.unknown);
  const keys = [...new Set([...Object.keys(values), ...Object.keys(unknown)])].sort();
  const fields = keys
    .map((key): [string, Value] => [
      key,
      valueOf(values[key], {
        sensitive: sensitive[key],
        unknown: unknown[key],
        isSecret: masks.isSecret,
      }),
    ])
    .filter(([, field]) => field.kind !== 'absent');
  return fields.length === 0 ? ABSENT : { kind: 'object', fields: new Map(fields) };
}

function documentOf(text: string, isSecret: IsSecret | undefined): Value | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const content = valueOf(JSON.parse(text), { isSecret });
    return content.kind === 'absent' ? undefined : { kind: 'document', text, content };
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : {};

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
