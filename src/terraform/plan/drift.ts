import { RESOURCE_TYPES } from '../../resource-types';
import { isMeant, isUnset } from '../../values/differences';
import type { Json } from '../../values/json';
import { isObject, type Marked, type Path } from '../../values/mask';
import { documentIn, pathText } from '../../values/text';
import { managed, type TerraformState } from '../state/state-file';
import { attributeChanges, type AttributeChange } from './attribute-changes';
import type { Kind } from './kinds';
import type { ResourceChange, TerraformPlan } from './terraform-plan';

/** What a plan found of a resource in AWS. */
interface Found {
  readonly kinds: readonly Kind[];
  readonly attributes: readonly AttributeChange[];
}

/** Terraform also reports moves here, and what the provider merely reads back in another form. */
export function changedOutside<Resource extends Found>(resource: Resource): Resource[] {
  if (resource.kinds.includes('destroy')) return [{ ...resource, attributes: [] }];
  const attributes = resource.attributes.filter(isMeant);
  return resource.kinds.includes('change') && attributes.length > 0
    ? [{ ...resource, attributes }]
    : [];
}

/**
 * AWS's resources as a plan found them, each as an update of what Terraform and AWS itself account for to
 * what is there. Resources are looked at whether they differ from the state or not: what a person has added
 * to them, the last apply's refresh may have taken into the state.
 */
export function foundInAws(plan: TerraformPlan): ResourceChange[] {
  const { resource_drift: changed = [], resource_changes: all = [] } = plan;
  const reported = new Set(
    changed.filter(({ deposed }) => deposed === undefined).map(({ address }) => address),
  );
  const others = all.filter(
    ({ address, mode, deposed }) =>
      mode === 'managed' && deposed === undefined && !reported.has(address),
  );
  return [
    ...changed,
    ...others.map(({ address, mode, type, change: { before, before_sensitive } }) => ({
      ...{ address, mode, type },
      change: {
        ...{ actions: ['update'] as const, before, after: before },
        ...{ before_sensitive, after_sensitive: before_sensitive },
      },
    })),
  ].map((resource) => accounted(resource, all));
}

/**
 * The plan with what it finds to be undone since an older state: the refresh of a deploy that has not come to
 * its end has taken into the state what was in AWS by then, and so what a person had changed.
 */
export function driftSince(finished: TerraformState, plan: TerraformPlan): TerraformPlan {
  const { resource_drift: drift = [], resource_changes: changes = [] } = plan;
  // Since it was destroyed, nobody has changed anything.
  if (!changes.some(({ mode, change }) => mode === 'managed' && isObject(change.before)))
    return plan;
  const isOf = (one: ResourceChange, { address }: { readonly address: string }): boolean =>
    one.address === address && one.deposed === undefined;
  const found = managed(finished).flatMap((then) => {
    const wanted = changes.find((one) => isOf(one, then));
    const reported = drift.find((one) => isOf(one, then));
    return wanted === undefined ? [] : undone(wanted, then.attributes, reported);
  });
  const others = drift.filter((one) => !found.some((by) => isOf(one, by)));
  return { ...plan, resource_drift: [...others, ...found] };
}

/** What the plan brings back to how it was: gone, or changed from that to what is there. */
function undone(
  { change, ...resource }: ResourceChange,
  then: Readonly<Record<string, Json>>,
  reported: ResourceChange | undefined,
): ResourceChange[] {
  const { actions, before, after, after_unknown, before_sensitive, after_sensitive } = change;
  if (!isObject(after)) return [];
  if (!isObject(before)) {
    const gone = { actions: ['delete' as const], before: then, after: null };
    return reported === undefined && actions.includes('create')
      ? [{ ...resource, change: { ...gone, before_sensitive: after_sensitive } }]
      : [];
  }
  const differing = (one: Json, other: Json, unknown?: Json): Path[] =>
    attributeChanges({ actions, before: one, after: other, after_unknown: unknown })
      .filter(isMeant)
      .map(({ path }) => path);
  // Part by part: what AWS makes of one part is no reason to overlook another.
  const kept = new Set(differing(then, after, after_unknown).map(pathText));
  const isUndone = (path: Path): boolean =>
    Object.hasOwn(after, path[0] ?? '') && !kept.has(pathText(path));
  const names = new Set(
    differing(then, before)
      .filter(isUndone)
      .map(([name]) => String(name)),
  );
  if (names.size === 0) return [];
  const own = reported?.change.before;
  const known = { ...(isObject(own) ? own : before) };
  for (const name of names) known[name] = then[name] ?? null;
  return [
    {
      ...resource,
      change: {
        ...{ actions: ['update'] as const, before: known, after: before },
        ...{ before_sensitive, after_sensitive: before_sensitive },
      },
    },
  ];
}

/** The update from what is accounted for; of an attribute that nothing in RESOURCE_TYPES is said of, from the state. */
function accounted(resource: ResourceChange, all: readonly ResourceChange[]): ResourceChange {
  const { before, after } = resource.change;
  const type = RESOURCE_TYPES.get(resource.type);
  if (type === undefined || !isObject(before) || !isObject(after)) return resource;
  const { filledIn = [], filledBy = {}, listOf = {}, untouched = {} } = type;
  const partsOf = (wanted: string): string[] =>
    all
      .filter((one) => one.type === wanted)
      .map(({ change }) => [change.before, change.after].flatMap(scalarsIn))
      .filter((scalars) => scalars.includes(JSON.stringify(after.id)))
      .flat();
  const known: Readonly<Record<string, Marked | undefined>> = {
    ...Object.fromEntries(filledIn.map((name) => [name, after[name]])),
    ...mapped(untouched, (own, name) => (isUnset(after[name]) ? after[name] : own)),
    ...mapped(filledBy, (by, name) => (partsOf(by).length > 0 ? after[name] : null)),
    ...mapped(listOf, (of, name) => heldPart(after[name], new Set(partsOf(of)))),
  };
  const present = Object.entries(known).filter(([name]) => Object.hasOwn(after, name));
  return {
    ...resource,
    change: { ...resource.change, before: { ...before, ...Object.fromEntries(present) } as Json },
  };
}

const mapped = <From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, name: string) => To,
): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));

/** The value with null for each text, number and flag in it that is not held. */
function heldPart(value: Marked | undefined, held: ReadonlySet<string>): Marked {
  if (Array.isArray(value)) return value.map((item) => heldPart(item, held));
  if (isObject(value)) return mapped(value, (field) => heldPart(field, held));
  return value !== undefined && scalarsIn(value).every((one) => held.has(one)) ? value : null;
}

/** The texts, numbers and flags that a value is made of, also within JSON, without those that say nothing. */
function scalarsIn(value: Marked | undefined): string[] {
  const content = (typeof value === 'string' ? documentIn(value) : undefined) ?? value;
  if (isObject(content)) return Object.values(content).flatMap(scalarsIn);
  return isUnset(content) ? [] : [JSON.stringify(content)];
}
