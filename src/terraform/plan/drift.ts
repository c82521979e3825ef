import { RESOURCE_TYPES } from '../../resource-types';
import type { Difference } from '../../values/differences';
import { isMeant, isUnset } from '../../values/differences';
import type { Marked } from '../../values/mask';
import { isObject, Sensitive } from '../../values/mask';
import { documentIn } from '../../values/text';
import type { AttributeChange } from './attribute-changes';
import { attributeChanges } from './attribute-changes';
import type { Kind } from './kinds';
import type { Change, TerraformPlan } from './terraform-plan';

/** What a plan found of a resource in AWS. */
interface Found {
  readonly address: string;
  readonly type: string;
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

/** Every resource has them, by the provider's default tags, whether it is given any or not. */
const TAGS = ['tags', 'tags_all'];

/**
 * Whether what changed outside is drift: it is gone, the configuration sets it, the plan undoes it, or
 * something in the plan rests on it, or it was added to what only other resources of the stack fill. The
 * rest was filled in by AWS or by those.
 */
export function driftRule(plan: TerraformPlan): (resource: Found) => boolean {
  const configured = new Map(
    plan.configuration?.root_module.resources?.map(({ address, expressions }) => [
      address,
      [...Object.keys(expressions ?? {}), ...TAGS],
    ]),
  );
  const planned = new Map(
    plan.resource_changes?.map(({ address, change }) => [address, namesUndone(change)]),
  );
  const isAddedByHand = byHandRule(plan);
  return ({ address, type, kinds, attributes }) => {
    const own = configured.get(address.replace(/\[.*$/, ''));
    // Of what no configuration knows, anything may have been set.
    if (kinds.includes('destroy') || (plan.configuration !== undefined && own === undefined)) {
      return true;
    }
    const names = new Set([
      ...(own ?? []),
      ...(planned.get(address) ?? []),
      ...(plan.relevant_attributes ?? [])
        .filter(({ resource }) => resource === address)
        .map(({ attribute: [name] }) => name),
    ]);
    return attributes.some(
      (attribute) => names.has(attribute.path[0]) || isAddedByHand(type, attribute),
    );
  };
}

/** The attributes that a planned change gives another value; all of them, of what it only replaces. */
function namesUndone(change: Change): (string | number | undefined)[] {
  const isUpdate = change.actions.includes('update');
  return attributeChanges(change)
    .filter((attribute) => isUpdate || attribute.forcesReplacement)
    .map(({ path: [name] }) => name);
}

/** Whether a list that resources of another type fill holds what none of them does. */
function byHandRule({ resource_changes = [] }: TerraformPlan) {
  const heldBy = (wanted: string): Set<Marked> =>
    new Set(
      resource_changes
        .filter(({ type }) => type === wanted)
        .flatMap(({ change }) => [change.before, change.after])
        .flatMap(scalarsIn),
    );
  return (type: string, { path: [name = ''], after }: Difference): boolean => {
    const filledBy = RESOURCE_TYPES.get(type)?.filledBy?.[name];
    if (filledBy === undefined) return false;
    const held = heldBy(filledBy);
    return scalarsIn(after).some((one) => !held.has(one));
  };
}

/** The texts, numbers and flags that a value is made of, also within JSON, without those that say nothing. */
function scalarsIn(value: Marked | undefined): Marked[] {
  if (value instanceof Sensitive) return scalarsIn(value.value);
  const content = (typeof value === 'string' ? documentIn(value) : undefined) ?? value;
  if (isObject(content)) return Object.values(content).flatMap(scalarsIn);
  return content === undefined || isUnset(content) ? [] : [content];
}
