import type { Difference } from '../values/differences';
import { differencesBetween, isMeant } from '../values/differences';
import type { IsSecret, Path } from '../values/mask';
import { mark, partOf, secretsIn, Unknown } from '../values/mask';
import type { Kind } from './kinds';
import { KINDS, kindsOf, movedFrom, REASONS } from './kinds';
import type { Change, ResourceChange, TerraformPlan } from './terraform-plan';

/** One attribute's old and new value. */
export interface AttributeChange extends Difference {
  readonly forcesReplacement: boolean;
}

/** One resource of the plan, ready to be shown. */
export interface ResourceView {
  readonly address: string;
  readonly type: string;
  /** Never empty, the gravest first. */
  readonly kinds: readonly Kind[];
  readonly movedFrom: string | undefined;
  readonly importId: string | undefined;
  readonly deposed: string | undefined;
  readonly reason: string | undefined;
  /** The name or id that people know the resource by, if it exists. */
  readonly name: string | undefined;
  readonly attributes: readonly AttributeChange[];
  /** The attributes that a new object gets: nothing to compare. */
  readonly knownAfterApply: readonly AttributeChange[];
}

/** One output that changes. */
export interface OutputView {
  readonly name: string;
  readonly attributes: readonly AttributeChange[];
}

/** A plan, ready to be shown and counted. */
export interface PlanView {
  readonly terraformVersion: string;
  readonly plannedAt: string | undefined;
  readonly isApplyable: boolean;
  readonly isComplete: boolean;
  /** The gravest kind first, within a kind by address. */
  readonly resources: readonly ResourceView[];
  /** Data sources that only the apply can read. */
  readonly reads: readonly string[];
  readonly outputs: readonly OutputView[];
  /** What changed outside Terraform since the last apply, and what the plan reacts to. */
  readonly drift: readonly ResourceView[];
  /** What else differs from the state: usually what another resource of the stack has set. */
  readonly refreshed: readonly ResourceView[];
  readonly deferred: readonly { readonly address: string; readonly reason: string }[];
}

/** What a plan says, without what stays as it is. */
export function viewOf(plan: TerraformPlan): PlanView {
  const isSecret = secretsOf(plan);
  const show = (resource: ResourceChange): ResourceView => resourceView(resource, isSecret);
  const found = (plan.resource_drift ?? []).map(show).flatMap(changedOutside).sort(byGravity);
  const views = (plan.resource_changes ?? []).map(show).filter(({ kinds }) => kinds.length > 0);
  const isRead = ({ kinds }: ResourceView): boolean => kinds.every((kind) => kind === 'read');
  const isDrift = driftIn(plan);
  return {
    terraformVersion: plan.terraform_version,
    plannedAt: plan.timestamp,
    isApplyable: plan.applyable,
    isComplete: plan.complete,
    resources: views.filter((view) => !isRead(view)).sort(byGravity),
    reads: views.filter(isRead).map(({ address }) => address),
    outputs: Object.entries(plan.output_changes ?? {}).flatMap(([name, change]) =>
      outputView(name, change, isSecret),
    ),
    drift: found.filter(isDrift),
    refreshed: found.filter((resource) => !isDrift(resource)),
    deferred: (plan.deferred_changes ?? []).map(({ reason, resource_change }) => ({
      address: resource_change.address,
      reason,
    })),
  };
}

/** An address, with the object meant where Terraform still knows an older one of the same address. */
export const fullAddress = ({
  address,
  deposed,
}: Pick<ResourceView, 'address' | 'deposed'>): string =>
  deposed === undefined ? address : `${address} (deposed object ${deposed})`;

function resourceView(resource: ResourceChange, isSecret: IsSecret): ResourceView {
  const { change, action_reason } = resource;
  const kinds = kindsOf(resource);
  const isNew = change.actions.includes('create');
  const all = kinds.includes('forget') ? [] : attributeChanges(change, isSecret);
  const isPending = (attribute: AttributeChange): boolean =>
    isNew && attribute.after instanceof Unknown && !attribute.forcesReplacement;
  return {
    address: resource.address,
    type: resource.type,
    kinds,
    movedFrom: movedFrom(resource),
    importId: importIdOf(change, isSecret),
    deposed: resource.deposed,
    reason: action_reason === undefined ? undefined : (REASONS[action_reason] ?? action_reason),
    name: nameOf(change, isSecret),
    attributes: all.filter((attribute) => !isPending(attribute)),
    knownAfterApply: all.filter(isPending),
  };
}

function outputView(name: string, change: Change, isSecret: IsSecret): OutputView[] {
  if (change.actions.every((action) => action === 'no-op')) return [];
  return [{ name, attributes: attributeChanges(change, isSecret) }];
}

/** What a change changes, attribute by attribute. */
export function attributeChanges(change: Change, isSecret?: IsSecret): AttributeChange[] {
  const before = mark(change.before, { sensitive: change.before_sensitive, isSecret });
  const after = mark(change.after, {
    sensitive: change.after_sensitive,
    unknown: change.after_unknown,
    isSecret,
  });
  return differencesBetween(before, after).map((difference) => ({
    ...difference,
    forcesReplacement: (change.replace_paths ?? []).some(
      (path) => isWithin(path, difference.path) || isWithin(difference.path, path),
    ),
  }));
}

const isWithin = (path: Path, outer: Path): boolean =>
  outer.every((step, index) => path[index] === step);

/** What the plan calls sensitive, wherever it stands. */
function secretsOf(plan: TerraformPlan): IsSecret {
  const changes = [
    ...[...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])].map(
      ({ change }) => change,
    ),
    ...Object.values(plan.output_changes ?? {}),
  ];
  return secretsIn(
    changes.flatMap((change) => [
      [change.before, change.before_sensitive],
      [change.after, change.after_sensitive],
    ]),
  );
}

/** Terraform also reports moves here, and what the provider merely reads back in another form. */
function changedOutside(resource: ResourceView): ResourceView[] {
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
 * something in the plan rests on it. The rest was filled in by AWS or by another resource of the stack.
 */
function driftIn(plan: TerraformPlan): (resource: ResourceView) => boolean {
  const configured = new Map(
    plan.configuration?.root_module.resources?.map(({ address, expressions }) => [
      address,
      [...Object.keys(expressions ?? {}), ...TAGS],
    ]),
  );
  const planned = new Map(
    plan.resource_changes?.map(({ address, change }) => [address, namesUndone(change)]),
  );
  return ({ address, kinds, attributes }) => {
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
    return attributes.some(({ path: [name] }) => names.has(name));
  };
}

/** The attributes that a planned change gives another value; all of them, of what it only replaces. */
function namesUndone(change: Change): (string | number | undefined)[] {
  const isUpdate = change.actions.includes('update');
  return attributeChanges(change)
    .filter((attribute) => isUpdate || attribute.forcesReplacement)
    .map(({ path: [name] }) => name);
}

function importIdOf({ importing }: Change, isSecret: IsSecret): string | undefined {
  const id = mark(importing?.id, { isSecret });
  return typeof id === 'string' ? id : undefined;
}

const NAMES = ['bucket', 'name', 'id'];

function nameOf({ before, before_sensitive }: Change, isSecret: IsSecret): string | undefined {
  const names = NAMES.map((key) =>
    mark(partOf(before, key), {
      sensitive: before_sensitive === true || partOf(before_sensitive, key),
      isSecret,
    }),
  );
  return names.find((name) => typeof name === 'string');
}

function byGravity(one: ResourceView, other: ResourceView): number {
  const rank = ({ kinds }: ResourceView): number => Math.min(...kinds.map((k) => KINDS.indexOf(k)));
  return rank(one) - rank(other) || (one.address < other.address ? -1 : 1);
}
