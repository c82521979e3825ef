import type { IsSecret } from './secrets';
import type { Change } from './terraform-plan';
import type { Value } from './value';
import { ABSENT, fingerprint, isSame, valueOf } from './value';

export type Path = readonly (string | number)[];

/** One attribute's old and new value. */
export interface AttributeChange {
  readonly path: Path;
  readonly before: Value;
  readonly after: Value;
  readonly forcesReplacement: boolean;
}

type Difference = Omit<AttributeChange, 'forcesReplacement'>;

/** What a change changes, attribute by attribute; lists, blocks and JSON documents are opened. */
export function attributeChanges(change: Change, isSecret?: IsSecret): AttributeChange[] {
  const before = valueOf(change.before, { sensitive: change.before_sensitive, isSecret });
  const after = valueOf(change.after, {
    sensitive: change.after_sensitive,
    unknown: change.after_unknown,
    isSecret,
  });
  return withoutRepeatedTags(differences(before, after, [])).map((difference) => ({
    ...difference,
    forcesReplacement: (change.replace_paths ?? []).some(
      (path) => isWithin(path, difference.path) || isWithin(difference.path, path),
    ),
  }));
}

/** A path as Terraform writes it, e.g. `rule[0].tags["a b"]`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w:*/@-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

function differences(before: Value, after: Value, path: Path): Difference[] {
  if (isSame(before, after)) return [];
  const sides = opened(before, after);
  if (sides === undefined) return [{ path, before, after }];
  const [old, young] = sides;
  const found =
    old.kind === 'list' || young.kind === 'list'
      ? listDifferences(itemsOf(old), itemsOf(young), path)
      : objectDifferences(fieldsOf(old), fieldsOf(young), path);
  // What differs only in its order or its white space.
  return found.length === 0 ? [{ path, before, after }] : found;
}

/** Both sides as lists or as objects, if they are; nothing counts as an empty one. */
function opened(before: Value, after: Value): [Value, Value] | undefined {
  const [old, young] = [before, after].map((value) =>
    value.kind === 'document' ? value.content : value,
  ) as [Value, Value];
  const isDocument = [before, after].filter(({ kind }) => kind === 'document').length;
  const isPlain = [before, after].filter(({ kind }) => kind === 'list' || kind === 'object').length;
  if (isDocument > 0 && isPlain > 0) return undefined;
  const kinds = new Set([old.kind, young.kind].filter((kind) => kind !== 'absent'));
  const [kind] = kinds;
  return kinds.size === 1 && (kind === 'list' || kind === 'object') ? [old, young] : undefined;
}

function objectDifferences(
  before: ReadonlyMap<string, Value>,
  after: ReadonlyMap<string, Value>,
  path: Path,
): Difference[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.flatMap((key) =>
    differences(before.get(key) ?? ABSENT, after.get(key) ?? ABSENT, [...path, key]),
  );
}

/**
 * Terraform's JSON does not tell a set from a list. So what both sides hold is left out wherever it
 * stands, and of the rest, what stands at the same place or is equally much belongs together.
 */
function listDifferences(
  before: readonly Value[],
  after: readonly Value[],
  path: Path,
): Difference[] {
  const removed = without(before, after);
  const added = without(after, before);
  if (removed.length === added.length) {
    return added.flatMap((entry, index) =>
      differences(removed[index]?.item ?? ABSENT, entry.item, [...path, entry.index]),
    );
  }
  const indexes = [...new Set([...removed, ...added].map(({ index }) => index))];
  return indexes
    .sort((one, other) => one - other)
    .flatMap((index) =>
      differences(itemAt(removed, index), itemAt(added, index), [...path, index]),
    );
}

interface ListEntry {
  readonly index: number;
  readonly item: Value;
}

/** The items of the one list that the other does not hold, each counted as often as it occurs. */
function without(list: readonly Value[], other: readonly Value[]): ListEntry[] {
  const held = new Map<string, number>();
  for (const item of other) {
    const key = fingerprint(item);
    held.set(key, (held.get(key) ?? 0) + 1);
  }
  return list
    .map((item, index) => ({ index, item }))
    .filter(({ item }) => {
      const key = fingerprint(item);
      const count = held.get(key) ?? 0;
      held.set(key, count - 1);
      return count <= 0;
    });
}

const itemAt = (entries: readonly ListEntry[], index: number): Value =>
  entries.find((entry) => entry.index === index)?.item ?? ABSENT;

const itemsOf = (value: Value): readonly Value[] => (value.kind === 'list' ? value.items : []);

const fieldsOf = (value: Value): ReadonlyMap<string, Value> =>
  value.kind === 'object' ? value.fields : new Map<string, Value>();

const isWithin = (path: Path, outer: Path): boolean =>
  outer.every((step, index) => path[index] === step);

/** `tags_all` says again what `tags` says, and besides it the provider's default tags. */
function withoutRepeatedTags(all: readonly Difference[]): Difference[] {
  return all.filter(({ path, before, after }) => {
    const [first, ...rest] = path;
    if (first !== 'tags_all') return true;
    return !all.some(
      (other) =>
        pathText(other.path) === pathText(['tags', ...rest]) &&
        isSame(other.before, before) &&
        isSame(other.after, after),
    );
  });
}
