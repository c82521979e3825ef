import type { AttributeChange } from './attribute-changes';
import { attributeChanges } from './attribute-changes';
import type { Kind } from './kinds';
import { KINDS, kindsOf, movedFrom, REASONS } from './kinds';
import type { Change, ResourceChange, TerraformPlan } from './terraform-plan';

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
  /** What changed outside Terraform since the last apply. */
  readonly drift: readonly ResourceView[];
  readonly deferred: readonly { readonly address: string; readonly reason: string }[];
}

/** What a plan says, without what stays as it is. */
export function viewOf(plan: TerraformPlan): PlanView {
  const views = (plan.resource_changes ?? [])
    .map(resourceView)
    .filter(({ kinds }) => kinds.length > 0);
  const isRead = ({ kinds }: ResourceView): boolean => kinds.every((kind) => kind === 'read');
  return {
    terraformVersion: plan.terraform_version,
    plannedAt: plan.timestamp,
    isApplyable: plan.applyable,
    isComplete: plan.complete,
    resources: views.filter((view) => !isRead(view)).sort(byGravity),
    reads: views.filter(isRead).map(({ address }) => address),
    outputs: Object.entries(plan.output_changes ?? {}).flatMap(outputView),
    drift: (plan.resource_drift ?? []).map(resourceView).filter(isDrift).sort(byGravity),
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

function resourceView(resource: ResourceChange): ResourceView {
  const { change, action_reason } = resource;
  const kinds = kindsOf(resource);
  const isNew = change.actions.includes('create');
  const all = kinds.includes('forget') ? [] : attributeChanges(change);
  const isPending = (attribute: AttributeChange): boolean =>
    isNew && attribute.after.kind === 'unknown' && !attribute.forcesReplacement;
  return {
    address: resource.address,
    type: resource.type,
    kinds,
    movedFrom: movedFrom(resource),
    importId: change.importing?.id,
    deposed: resource.deposed,
    reason: action_reason === undefined ? undefined : (REASONS[action_reason] ?? action_reason),
    name: nameOf(change),
    attributes: all.filter((attribute) => !isPending(attribute)),
    knownAfterApply: all.filter(isPending),
  };
}

function outputView([name, change]: [string, Change]): OutputView[] {
  if (change.actions.every((action) => action === 'no-op')) return [];
  return [{ name, attributes: attributeChanges(change) }];
}

/** Terraform also reports moves here, and values that only went from unset to empty. */
const isDrift = ({ kinds, attributes }: ResourceView): boolean =>
  kinds.some((kind) => kind === 'destroy' || (kind === 'change' && attributes.length > 0));

const NAMES = ['bucket', 'name', 'id'];

function nameOf({ before, before_sensitive }: Change): string | undefined {
  const read = (of: unknown, key: string): unknown =>
    typeof of === 'object' && of !== null ? Reflect.get(of, key) : undefined;
  const key = NAMES.find(
    (candidate) =>
      typeof read(before, candidate) === 'string' && read(before_sensitive, candidate) !== true,
  );
  return key === undefined || before_sensitive === true ? undefined : String(read(before, key));
}

function byGravity(one: ResourceView, other: ResourceView): number {
  const rank = ({ kinds }: ResourceView): number => Math.min(...kinds.map((k) => KINDS.indexOf(k)));
  return rank(one) - rank(other) || (one.address < other.address ? -1 : 1);
}
