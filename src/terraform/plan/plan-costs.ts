import { dollars, fixedCost } from '../../costs/fixed-costs';
import { isObject } from '../../values/mask';
import type { ResourceChange, TerraformPlan } from './terraform-plan';

/** US dollars a month that a plan adds to what its stack costs, used or not, and that it removes. */
export interface CostSummary {
  readonly added: number;
  readonly removed: number;
}

/** US dollars a month that a resource will cost more than now, used or not: negative where it costs less. */
export function costChange(resource: ResourceChange, plan: TerraformPlan): number {
  const { type, mode, change } = resource;
  if (mode !== 'managed') return 0;
  const cost = (value: unknown): number => (isObject(value) ? fixedCost(type, value) : 0);
  const after = cost(withWrittenLists(resource, plan));
  // What Terraform forgets stays in AWS.
  return inCents(change.actions.includes('forget') ? after : after - cost(change.before));
}

/**
 * What the resource will be; a list that only the apply tells has as many items as were written. So a new
 * interface endpoint is in as many new subnets as it names.
 */
function withWrittenLists(
  { address, change: { after, after_unknown: unknown } }: ResourceChange,
  { configuration }: TerraformPlan,
): unknown {
  if (!isObject(after) || !isObject(unknown)) return after;
  const written = configuration?.root_module?.resources?.find((one) => one.address === address);
  const lists = Object.entries(written?.expressions ?? {}).flatMap(([name, expression]) =>
    unknown[name] === true && isObject(expression) && Array.isArray(expression.constant_value)
      ? [[name, expression.constant_value] as const]
      : [],
  );
  return { ...after, ...Object.fromEntries(lists) };
}

/** The sums of what the resources cost more and of what they cost less. */
export function costSummary(resources: readonly { readonly costChange: number }[]): CostSummary {
  const sum = (of: (change: number) => number): number =>
    inCents(resources.reduce((total, one) => total + Math.max(0, of(one.costChange)), 0));
  return { added: sum((change) => change), removed: sum((change) => -change) };
}

/** The plan's fixed costs in one line; empty where it changes none. */
export function costLine({ added, removed }: CostSummary): string {
  const parts = [
    ...(added > 0 ? [`${dollars(added)} added`] : []),
    ...(removed > 0 ? [`${dollars(removed)} removed`] : []),
  ];
  return parts.length === 0
    ? ''
    : `Fixed monthly cost: ${parts.join(', ')} (list prices of us-east-1; what is used comes on top)`;
}

/** What a resource will cost more or less, e.g. `+$0.20 a month`; empty where it costs the same. */
export function costText(change: number): string {
  return change === 0 ? '' : `${change > 0 ? '+' : '-'}${dollars(Math.abs(change))} a month`;
}

const inCents = (amount: number): number => Math.round(amount * 100) / 100;
