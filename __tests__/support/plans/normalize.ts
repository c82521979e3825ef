import { isObject } from '../../../src/values/mask';
import type { ResourceChange, TerraformPlan } from '../../../src/terraform/plan/terraform-plan';

/** What differs from run to run, and what stands for it in the goldens. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
    '00000000-0000-0000-0000-000000000000',
  ],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, '2026-01-01T00:00:00Z'],
];

/** The parts of a plan that the renderer reads, without what differs from run to run. */
export function normalizedPlan(plan: TerraformPlan): TerraformPlan {
  const trimmed: TerraformPlan = {
    format_version: plan.format_version,
    terraform_version: '1.11.4',
    ...(plan.timestamp !== undefined && { timestamp: plan.timestamp }),
    applyable: plan.applyable,
    complete: plan.complete,
    errored: plan.errored,
    // The policy fills in its bucket's attribute, changed or not.
    resource_changes: (plan.resource_changes ?? []).filter(
      (resource) => isChange(resource) || resource.type === 'aws_s3_bucket_policy',
    ),
    resource_drift: plan.resource_drift ?? [],
    output_changes: plan.output_changes ?? {},
    ...writtenLists(plan),
  };
  const text = VOLATILE.reduce(
    (before, [pattern, placeholder]) => before.replace(pattern, placeholder),
    JSON.stringify(trimmed),
  );
  return JSON.parse(text) as TerraformPlan;
}

/** Of what was written, the lists: the renderer counts those that only the apply tells. */
function writtenLists({ configuration }: TerraformPlan): Pick<TerraformPlan, 'configuration'> {
  const resources = (configuration?.root_module?.resources ?? []).flatMap(
    ({ address, expressions }) => {
      const lists = Object.entries(expressions ?? {}).filter(
        ([, expression]) => isObject(expression) && Array.isArray(expression.constant_value),
      );
      return lists.length === 0 ? [] : [{ address, expressions: Object.fromEntries(lists) }];
    },
  );
  return resources.length === 0 ? {} : { configuration: { root_module: { resources } } };
}

const isChange = ({ change, previous_address }: ResourceChange): boolean =>
  previous_address !== undefined ||
  change.importing !== undefined ||
  change.actions.some((action) => action !== 'no-op');
