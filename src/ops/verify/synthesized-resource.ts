import type { StateResource, TerraformState } from '../../terraform/state/state-file';
import type { Json } from '../../values/json';
import { ExactNumber } from '../../values/json';

/** A resource of the synthesized stack. */
export interface SynthesizedResource {
  readonly type: string;
  /** As the state has it, e.g. `aws_sqs_queue.functions_nightly_failures_B95F6B69`. */
  readonly address: string;
  /** The construct's path below its stack. */
  readonly path: string;
  readonly attributes: Json;
}

/** What a value is looked up in. */
export interface Stack {
  readonly expected: { readonly resources: readonly SynthesizedResource[] };
  readonly state: TerraformState;
}

export const resourcesOf = ({ expected }: Stack, type: string): SynthesizedResource[] =>
  expected.resources.filter((resource) => resource.type === type);

/** @throws Error when the stack has none there: a check names its resource by the construct's path. */
export function resourceAt({ expected }: Stack, path: string): SynthesizedResource {
  const found = expected.resources.find((resource) => resource.path === path);
  if (found === undefined) throw new Error(`the stack has no resource ${path}`);
  return found;
}

/**
 * The values of an attribute, e.g. `rule.transition.days`: those of every item where there are lists. What only
 * Terraform knows is as the state has it.
 */
export function valuesOf(
  { address, attributes }: SynthesizedResource,
  attribute: string,
  stack: Stack,
): Json[] {
  const values = resolved(valuesAt(attributes, attribute), stack);
  if (!isExpression(values)) return values;
  const known = applied(stack.state, address);
  return known === undefined ? values : valuesAt({ ...known }, attribute);
}

/** The one text that an attribute holds; empty where it holds none. */
export function textOf(resource: SynthesizedResource, attribute: string, stack: Stack): string {
  const [value] = valuesOf(resource, attribute, stack);
  return typeof value === 'string' ? value : '';
}

/** The attributes of a resource as Terraform has applied them. */
export const applied = (
  { resources }: TerraformState,
  address: string,
): StateResource['attributes'] | undefined =>
  resources.find((resource) => resource.address === address)?.attributes;

function valuesAt(attributes: Json, attribute: string): Json[] {
  return attribute
    .split('.')
    .reduce<Json[]>((within, key) => within.flatMap((value) => itemsOf(value, key)), [attributes]);
}

function itemsOf(value: Json, key: string): Json[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  if (value instanceof ExactNumber) return [];
  const found = value[key] ?? [];
  return Array.isArray(found) ? found : [found];
}

/** A reference to an attribute, as Terraform writes it. */
const REFERENCE = /\$\{((?:data\.)?[\w-]+\.[\w-]+)\.(\w+)\}/g;

const isExpression = (values: readonly Json[]): boolean => JSON.stringify(values).includes('${');

function resolved(values: readonly Json[], { expected, state }: Stack): Json[] {
  const known = (reference: string, address: string, attribute: string): string => {
    const referred = expected.resources.find((resource) => resource.address === address);
    const literal = valuesAt(referred?.attributes ?? {}, attribute);
    const [value] =
      literal.length > 0 && !isExpression(literal)
        ? literal
        : [applied(state, address)?.[attribute]];
    return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : reference;
  };
  return JSON.parse(JSON.stringify(values).replace(REFERENCE, known)) as Json[];
}
