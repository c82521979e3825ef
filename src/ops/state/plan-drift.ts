import { z } from 'zod';
import { UserError } from '../../config/user-error';
import type { AttributeChange } from './attributes';
import { changedAttributes } from './attributes';
import type { IsSensitive } from './sensitive';
import { isKnownSecret, mark } from './sensitive';
import type { ResourceChange } from './state-diff';
import type { Json, Path } from './state-file';

const json: z.ZodType<Json> = z.json();

/** https://developer.hashicorp.com/terraform/internals/json-format#plan-representation */
const planSchema = z.object({
  resource_drift: z
    .array(
      z.object({
        address: z.string(),
        type: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          before: json,
          after: json,
          before_sensitive: json.optional(),
          after_sensitive: json.optional(),
        }),
      }),
    )
    .default([]),
  configuration: z
    .object({
      root_module: z
        .object({
          resources: z
            .array(
              z.object({
                address: z.string(),
                expressions: z.record(z.string(), z.unknown()).default({}),
              }),
            )
            .default([]),
        })
        .optional(),
    })
    .optional(),
});

/** Every resource has them, by the provider's default tags, whether it is given any or not. */
const TAGS = ['tags', 'tags_all'];

/** What differs from the state in AWS. */
export interface Drift {
  /** Deleted, or changed in what the configuration sets: the next deploy would undo it. */
  readonly drifted: readonly ResourceChange[];
  /** Changed in nothing but what AWS fills in, e.g. a certificate's status: the next deploy takes it over. */
  readonly filledIn: readonly ResourceChange[];
}

type DriftedResource = z.infer<typeof planSchema>['resource_drift'][number];

/**
 * What was changed or deleted behind Terraform's back, from a refresh-only plan as JSON. What
 * the provider merely reads back in another empty form (null, "", [] or {}) is none.
 */
export function driftIn(planJson: string): Drift {
  const plan = planSchema.safeParse(JSON.parse(planJson));
  if (!plan.success) {
    throw new UserError(
      `\`terraform show -json\` gave a plan that cannot be read: ${z.prettifyError(plan.error)}`,
    );
  }
  const { resource_drift: found, configuration } = plan.data;
  const configured = new Map(
    configuration?.root_module?.resources.map(({ address, expressions }) => [
      address,
      new Set([...Object.keys(expressions), ...TAGS]),
    ]),
  );
  const changes = found.flatMap(toChange);
  const isDrifted = ({ address, change, attributes }: ResourceChange): boolean => {
    // Of what no configuration knows, anything may have been set.
    const own = configured.get(address.replace(/\[.*$/, ''));
    return (
      change === 'removed' ||
      own === undefined ||
      attributes.some(({ path }) => own.has(/^[^.[]*/.exec(path)?.[0] ?? ''))
    );
  };
  return {
    drifted: changes.filter(isDrifted),
    filledIn: changes.filter((change) => !isDrifted(change)),
  };
}

function toChange({ address, type, change }: DriftedResource): ResourceChange[] {
  if (change.actions.includes('delete')) return [{ address, change: 'removed', attributes: [] }];
  const isSensitive = (tree: Json | undefined): IsSensitive => {
    const known = isKnownSecret(type);
    return (path, value) => isMarked(tree, path) || known(path, value);
  };
  const attributes = changedAttributes(
    mark(change.before, isSensitive(change.before_sensitive)),
    mark(change.after, isSensitive(change.after_sensitive)),
  ).filter((attribute) => !isReadBackAsZero(attribute));
  return attributes.length === 0 ? [] : [{ address, change: 'changed', attributes }];
}

/** The provider reads a number or a switch that is not set back as its type's zero. */
function isReadBackAsZero({ before = null, after = null }: AttributeChange): boolean {
  const zeros: readonly unknown[] = [null, 0, false];
  return (before === null || after === null) && zeros.includes(before) && zeros.includes(after);
}

/** Whether Terraform's tree of sensitive places has `true` there. */
function isMarked(tree: Json | undefined, path: Path): boolean {
  let at: unknown = tree;
  for (const step of path) {
    if (at === null || typeof at !== 'object') return false;
    at = Reflect.get(at, step);
  }
  return at === true;
}
