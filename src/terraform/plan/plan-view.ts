import { mark, partOf, secretsIn, type IsSecret } from '../../values/mask';
import { Unknown } from '../../values/unknown';
import { attributeChanges, type AttributeChange } from './attribute-changes';
import { changedOutside, foundInAws } from './drift';
import { KINDS, kindsOf, movedFrom, REASONS, type Kind } from './kinds';
import { costChange } from './plan-costs';
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
  /** US dollars a month that it will cost more than now, used or not. */
  readonly costChange: number;
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
  /** What is gone, or in AWS by nobody's account: neither Terraform's nor AWS's own. */
  readonly drift: readonly ResourceView[];
  /** What else differs from the state: AWS, or another resource of the stack, has filled it in. */
  readonly refreshed: readonly ResourceView[];
  readonly deferred: readonly { readonly address: string; readonly reason: string }[];
}

/** What a plan says, without what stays as it is. */
export function viewOf(plan: TerraformPlan): PlanView {
  const isSecret = secretsOf(plan);
  const show = (resource: ResourceChange): ResourceView => resourceView(resource, isSecret, plan);
  const outside = (found: readonly ResourceChange[]): ResourceView[] =>
    found.map(show).flatMap(changedOutside).sort(byGravity);
  const drift = outside(foundInAws(plan));
  const drifted = new Set(drift.map(fullAddress));
  const views = (plan.resource_changes ?? []).map(show).filter(({ kinds }) => kinds.length > 0);
  const isRead = ({ kinds }: ResourceView): boolean => kinds.every((kind) => kind === 'read');
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
    drift,
    refreshed: outside(plan.resource_drift ?? []).filter((one) => !drifted.has(fullAddress(one))),
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

function resourceView(
  resource: ResourceChange,
  isSecret: IsSecret,
  plan: TerraformPlan,
): ResourceView {
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
    costChange: costChange(resource, plan),
  };
}

function outputView(name: string, change: Change, isSecret: IsSecret): OutputView[] {
  if (change.actions.every((action) => action === 'no-op')) return [];
  return [{ name, attributes: attributeChanges(change, isSecret) }];
}

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
