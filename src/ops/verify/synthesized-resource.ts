import { values, type Block } from '../../synthesized/synthesized';
import type { StateResource, TerraformState } from '../../terraform/state/state-file';
import type { Json } from '../../values/json';

export interface Stack {
  readonly expected: { readonly resources: readonly Block[] };
  readonly state: TerraformState;
}

export const resourcesOf = ({ expected }: Stack, type: string): Block[] =>
  expected.resources.filter((resource) => resource.type === type);

/** @throws Error when the stack has none there: a check names its resource by the construct's path. */
export function resourceAt({ expected }: Stack, path: string): Block {
  const found = expected.resources.find((resource) => resource.path === path);
  if (found === undefined) throw new Error(`the stack has no resource ${path}`);
  return found;
}

/**
 * The values of an attribute, e.g. `rule.transition.days`: those of every item where there are lists. What only
 * Terraform knows is as the state has it.
 */
export function valuesOf({ address, body }: Block, attribute: string, stack: Stack): Json[] {
  const { expected, state } = stack;
  const found = withLiterals(
    values(body, attribute) as Json[],
    expected.resources,
    (referred, of) => applied(state, referred)?.[of],
  );
  if (!isReference(JSON.stringify(found))) return found;
  const known = applied(state, address);
  return known === undefined ? found : (values(known, attribute) as Json[]);
}

/** The one text that an attribute holds; empty where it holds none. */
export function textOf(resource: Block, attribute: string, stack: Stack): string {
  const [value] = valuesOf(resource, attribute, stack);
  return typeof value === 'string' ? value : '';
}

/** The attributes of a resource as Terraform has applied them. */
export const applied = (
  { resources }: TerraformState,
  address: string,
): StateResource['attributes'] | undefined =>
  resources.find((resource) => resource.address === address)?.attributes;

/** Whether AWS has to be asked what this stands for. */
export const isReference = (text: string): boolean => text.includes('${');

const REFERENCE = /\$\{((?:data\.)?[\w-]+\.[\w-]+)\.(\w+)\}/g;

/**
 * The value with what the stack itself says, such as a bucket's name, in place of the references to it.
 * @param known what else is known of an attribute. @default nothing
 */
export function withLiterals<T>(
  value: T,
  resources: readonly Block[],
  known: (address: string, attribute: string) => unknown = () => undefined,
): T {
  const literal = (reference: string, address: string, attribute: string): string => {
    const referred = resources.find((resource) => resource.address === address);
    const [own] = values(referred?.body, attribute);
    const text =
      own === undefined || isReference(JSON.stringify(own)) ? known(address, attribute) : own;
    return typeof text === 'string' ? JSON.stringify(text).slice(1, -1) : reference;
  };
  return JSON.parse(JSON.stringify(value).replace(REFERENCE, literal)) as T;
}
