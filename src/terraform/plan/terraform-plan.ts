import { z } from 'zod';
import { UserError } from '../../config/user-error';
import type { Json } from '../../values/json';
import { readJson } from '../../values/read-json';

/** Any value: it comes from the reader of JSON. */
const json = z.custom<Json>();

const step = z.union([z.string(), z.number()]);

/** One value's change: a resource's, an output's, or one that happened outside. */
const change = z.object({
  /** What Terraform means to do; a deletion and a creation together are a replacement. */
  actions: z.array(z.enum(['no-op', 'create', 'read', 'update', 'delete', 'forget'])).readonly(),
  before: json.optional(),
  after: json.optional(),
  /** The masks have the shape of the value, with `true` in the places they mean. */
  after_unknown: json.optional(),
  before_sensitive: json.optional(),
  after_sensitive: json.optional(),
  /** The attributes that cannot be changed in place. */
  replace_paths: z.array(z.array(step)).optional(),
  importing: z.object({ id: z.string().optional() }).optional(),
});

/** One resource's part of the plan. */
const resourceChange = z.object({
  address: z.string(),
  /** Its address in the state, if it moves. */
  previous_address: z.string().optional(),
  /** A replaced object whose deletion an earlier run did not get to. */
  deposed: z.string().optional(),
  mode: z.enum(['managed', 'data']),
  type: z.string(),
  change,
  action_reason: z.string().optional(),
});

/**
 * What this project reads of `terraform show -json PLAN`. Terraform leaves out lists that are empty.
 * https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const planSchema = z.object({
  format_version: z.string().startsWith('1.', 'must begin with 1.'),
  terraform_version: z.string(),
  timestamp: z.string().optional(),
  /** Whether applying it would do anything: what `plan -detailed-exitcode` says with 2. */
  applyable: z.boolean(),
  /** False after `-target` or when something was deferred: another plan has to follow. */
  complete: z.boolean(),
  errored: z.boolean(),
  resource_changes: z.array(resourceChange).optional(),
  resource_drift: z.array(resourceChange).optional(),
  /** What was written, by which a list that only the apply tells is counted. */
  configuration: z
    .object({
      root_module: z
        .object({
          resources: z
            .array(z.object({ address: z.string(), expressions: json.optional() }))
            .optional(),
        })
        .optional(),
    })
    .optional(),
  output_changes: z.record(z.string(), change).optional(),
  deferred_changes: z
    .array(z.object({ reason: z.string(), resource_change: resourceChange }))
    .optional(),
});

export type Change = z.infer<typeof change>;
export type ResourceChange = z.infer<typeof resourceChange>;
export type TerraformPlan = z.infer<typeof planSchema>;

/**
 * Reads what `terraform show -json PLAN` printed.
 * @throws UserError when it is no plan, of a run that failed, or of a format not known here.
 */
export function parsePlan(text: string): TerraformPlan {
  const { data: plan, fault } = readJson(text, planSchema);
  if (plan === undefined) {
    throw new UserError(
      `The file is not a plan of format 1.x, of Terraform 1.8 or newer (${fault}). Plan again.`,
    );
  }
  if (plan.errored) {
    throw new UserError(
      'The plan is incomplete: `terraform plan` failed while making it. Plan again.',
    );
  }
  return plan;
}
