import { isObject, partOf, Sensitive, type Marked, type Path } from './mask';
import { documentIn, pathText } from './text';

/**
 * What kind of difference it is. All but the first mean the same before and after, or would look the same.
 * - value: it means something else
 * - order: a list holds the same in another order
 * - unset: null on one side, on the other what the provider says for it: "", 0, false, [] or {}
 * - form: the same JSON written in another way
 * - sensitivity: only one of them is sensitive
 */
export type DifferenceKind = 'value' | 'order' | 'unset' | 'form' | 'sensitivity';

/** What is said of a difference beside the two values, which may look the same. */
export const NOTES: Readonly<Record<DifferenceKind, string | undefined>> = {
  value: undefined,
  order: '(only the order)',
  unset: undefined,
  form: '(the same JSON, written in another way)',
  sensitivity: '(only whether it is sensitive)',
};

/** One attribute that differs, or a part of one; undefined where it is absent. */
export interface Difference {
  readonly path: Path;
  readonly before: Marked | undefined;
  readonly after: Marked | undefined;
  readonly kind: DifferenceKind;
}

type Side = Marked | undefined;

/** A text that is the same for what means the same. */
type Meaning = (value: Side) => string;

/** What differs, attribute by attribute; lists, blocks and JSON documents are opened. */
export const differencesBetween = (before: Side, after: Side): Difference[] =>
  withoutRepeatedTags(differences(before, after, [], meaningOf)).map(maskedTogether);

/** Whether somebody changed something: Terraform takes any order but a set's for a difference. */
export const isMeant = ({ kind }: Difference): boolean => kind === 'value' || kind === 'order';

function differences(before: Side, after: Side, path: Path, meaning: Meaning): Difference[] {
  if (isEqual(before, after)) return sensitivityDifferences(before, after, path);
  const whole = { path, before, after };
  const isSameMeaning = (): boolean => meaning(before) === meaning(after);
  if (typeof before === 'string' && typeof after === 'string' && isSameMeaning()) {
    return [{ ...whole, kind: 'form' }];
  }
  const [old, fresh, inside] = opened(before, after, meaning);
  if (Array.isArray(old) || Array.isArray(fresh)) {
    const found = listDifferences(itemsOf(old), itemsOf(fresh), path, inside);
    if (found.length > 0) return found;
    return [{ ...whole, kind: isSameMeaning() ? 'unset' : 'order' }];
  }
  const found = objectDifferences(old, fresh, path, inside);
  return found.length > 0 ? found : [{ ...whole, kind: isSameMeaning() ? 'unset' : 'value' }];
}

/** Where only one of two equal values is sensitive. */
function sensitivityDifferences(before: Side, after: Side, path: Path): Difference[] {
  if (isMasked(before) !== isMasked(after)) {
    return [{ path, before, after, kind: 'sensitivity' }];
  }
  if (!isObject(before) || !isObject(after)) return [];
  return Object.keys(before).flatMap((key) =>
    sensitivityDifferences(partOf(before, key), partOf(after, key), [
      ...path,
      Array.isArray(before) ? Number(key) : key,
    ]),
  );
}

const isMasked = (side: Side): boolean => side instanceof Sensitive && side.by === 'mask';

/** Both sides as lists or as objects, if they are or hold such, and what means the same there. */
function opened(before: Side, after: Side, meaning: Meaning): [Side, Side, Meaning] {
  const documents = [before, after].map((value) =>
    typeof value === 'string' ? documentIn(value) : undefined,
  );
  const isDocument = [before, after].every(
    (value, index) => documents[index] !== undefined || isNothing(value),
  );
  const [old, fresh] = isDocument ? documents : [before, after];
  const shapes = new Set([old, fresh].filter((side) => !isNothing(side)).map(shapeOf));
  if (shapes.size !== 1 || shapes.has('other')) return [undefined, undefined, meaning];
  return [old, fresh, isDocument ? canonical : meaning];
}

const isNothing = (value: Side): boolean => value === undefined || value === null;

function shapeOf(value: Side): 'list' | 'object' | 'other' {
  if (Array.isArray(value)) return 'list';
  return isObject(value) ? 'object' : 'other';
}

function objectDifferences(before: Side, after: Side, path: Path, meaning: Meaning): Difference[] {
  const keys = new Set([before, after].flatMap((side) => Object.keys(side ?? {})));
  return [...keys]
    .sort()
    .flatMap((key) =>
      differences(partOf(before, key), partOf(after, key), [...path, key], meaning),
    );
}

/**
 * Terraform's JSON does not tell a set from a list. So what means the same belongs together wherever
 * it stands, and of the rest, what stands at the same place or is equally much. A set that only
 * changed its order is never seen: Terraform sorts it by what it holds.
 */
function listDifferences(
  before: readonly Marked[],
  after: readonly Marked[],
  path: Path,
  meaning: Meaning,
): Difference[] {
  const places = new Map<string, number[]>();
  before.forEach((item, index) => {
    const key = meaning(item);
    places.set(key, [...(places.get(key) ?? []), index]);
  });
  const pairs = after.map((item, index) => ({ index, old: places.get(meaning(item))?.shift() }));
  const added = pairs.filter(({ old }) => old === undefined).map(({ index }) => index);
  const removed = [...places.values()].flat().sort((one, other) => one - other);
  const at = (index: number, old: number | undefined, fresh: number | undefined): Difference[] =>
    differences(
      old === undefined ? undefined : before[old],
      fresh === undefined ? undefined : after[fresh],
      [...path, index],
      meaning,
    );
  const alike = pairs.flatMap(({ index, old }) => (old === undefined ? [] : at(index, old, index)));
  if (removed.length === added.length) {
    return [...alike, ...added.flatMap((index, nth) => at(index, removed[nth], index))];
  }
  const indexes = [...new Set([...removed, ...added])].sort((one, other) => one - other);
  const here = (all: readonly number[], index: number): number | undefined =>
    all.includes(index) ? index : undefined;
  return [
    ...alike,
    ...indexes.flatMap((index) => at(index, here(removed, index), here(added, index))),
  ];
}

const itemsOf = (value: Side): readonly Marked[] => (Array.isArray(value) ? value : []);

/** `tags_all` says again what `tags` says, and besides it the provider's default tags. */
function withoutRepeatedTags(all: readonly Difference[]): Difference[] {
  const tags = new Map(
    all.filter(({ path }) => path[0] === 'tags').map((one) => [pathText(one.path), one]),
  );
  return all.filter(({ path: [first, ...rest], before, after }) => {
    const twin = first === 'tags_all' ? tags.get(pathText(['tags', ...rest])) : undefined;
    return twin === undefined || !isEqual(twin.before, before) || !isEqual(twin.after, after);
  });
}

/** What is sensitive on one side is so on the other: there it is the same secret, or the next. */
function maskedTogether(difference: Difference): Difference {
  const { before, after } = difference;
  if (![before, after].some((side) => side instanceof Sensitive)) return difference;
  const masked = (side: Side): Side =>
    isNothing(side) || side instanceof Sensitive ? side : new Sensitive(bare(side ?? null));
  return { ...difference, before: masked(before), after: masked(after) };
}

/** The value without what hides it; what is null is not there. */
function bare(value: Marked): Marked {
  if (value instanceof Sensitive) return bare(value.value);
  if (Array.isArray(value)) return value.map(bare);
  if (!isObject(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([key, field]) => [key, bare(field)]));
}

/** Whether they are the same, sensitive or not. */
const isEqual = (one: Side, other: Side): boolean =>
  isNothing(one) === isNothing(other) && contentOf(one) === contentOf(other);

const contentOf = (value: Side): string => JSON.stringify(bare(value ?? null));

/** A text that is the same for JSON that means the same; what is null in it counts. */
function canonical(value: Side): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(partOf(value, key))}`).join()}}`;
}

/** A text that is the same for attributes that mean the same; empty for what is not set. */
function meaningOf(value: Side): string {
  if (value instanceof Sensitive) return meaningOf(value.value);
  if (Array.isArray(value)) {
    const items = value.map(meaningOf);
    return items.every((item) => item === '') ? '' : `[${items.join()}]`;
  }
  if (isObject(value)) {
    const fields = Object.keys(value)
      .sort()
      .map((key) => [JSON.stringify(key), meaningOf(partOf(value, key))] as const)
      .filter(([, meaning]) => meaning !== '');
    return fields.length === 0 ? '' : `{${fields.map((field) => field.join(':')).join()}}`;
  }
  const document = typeof value === 'string' ? documentIn(value) : undefined;
  if (document !== undefined) return `json ${canonical(document)}`;
  return isUnset(value) ? '' : JSON.stringify(value);
}

/** Whether it is what a provider says where nothing is set. */
export const isUnset = (value: Side): boolean =>
  [undefined, null, '', 0, false].some((unset) => value === unset);
