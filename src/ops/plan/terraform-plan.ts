import { UserError } from '../../config/user-error';

/** What Terraform means to do; two of them together are a replacement. */
export type Action = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

/** One value's change: a resource's, an output's, or one that happened outside. */
export interface Change {
  readonly actions: readonly Action[];
  readonly before?: unknown;
  readonly after?: unknown;
  /** The masks have the shape of the value, with `true` in the places they mean. */
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
  /** The attributes that cannot be changed in place. */
  readonly replace_paths?: readonly (readonly (string | number)[])[];
  readonly importing?: { readonly id?: string };
}

/** One resource's part of the plan. */
export interface ResourceChange {
  readonly address: string;
  /** Its address in the state, if it moves. */
  readonly previous_address?: string;
  /** A replaced object whose deletion an earlier run did not get to. */
  readonly deposed?: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly change: Change;
  readonly action_reason?: string;
}

/**
 * What this project reads of `terraform show -json PLAN`.
 * https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
export interface TerraformPlan {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly timestamp?: string;
  /** Whether applying it would do anything: what `plan -detailed-exitcode` says with 2. */
  readonly applyable: boolean;
  /** False after `-target` or when something was deferred: another plan has to follow. */
  readonly complete: boolean;
  readonly errored: boolean;
  readonly resource_changes?: readonly ResourceChange[];
  readonly resource_drift?: readonly ResourceChange[];
  /** What the plan's changes rest on. */
  readonly relevant_attributes?: readonly {
    readonly resource: string;
    readonly attribute: readonly (string | number)[];
  }[];
  readonly output_changes?: Readonly<Record<string, Change>>;
  readonly deferred_changes?: readonly {
    readonly reason: string;
    readonly resource_change: ResourceChange;
  }[];
}

/**
 * Reads what `terraform show -json PLAN` printed.
 * @throws UserError when it is no plan, of a run that failed, or of a format not known here.
 */
export function parsePlan(text: string): TerraformPlan {
  const plan = parsed(text);
  const version = plan?.format_version ?? '';
  if (plan === undefined || !version.startsWith('1.') || plan.applyable === undefined) {
    throw new UserError(
      `The file is not a plan that this can read (format ${version || 'unknown'}, needs 1.x of Terraform 1.8 or newer).`,
    );
  }
  if (plan.errored === true) {
    throw new UserError('The plan is incomplete: `terraform plan` failed while making it.');
  }
  return plan as TerraformPlan;
}

function parsed(text: string): Partial<TerraformPlan> | undefined {
  try {
    return JSON.parse(text) as Partial<TerraformPlan>;
  } catch {
    return undefined;
  }
}
