import { TerraformStack, type App } from 'cdktf';
import type { Protection } from '../constructs/protection';

/** A block of the synthesized JSON, e.g. a resource. */
export interface Block {
  /** `resource`, `data`, `provider`, `output`, … */
  readonly kind: string;
  /** e.g. `aws_s3_bucket`; of an output or a setting of Terraform, its name. */
  readonly type: string;
  /** What references name it by, e.g. `aws_s3_bucket.image-bucket_bucket_0BADF00D`. */
  readonly address: string;
  /** The construct's path; of what has none, the stack's and the address. */
  readonly path: string;
  readonly body: unknown;
  /** The addresses that it refers to. */
  readonly references: ReadonlySet<string>;
}

/** What the rules look at: one stack, as Terraform will read it. */
export interface Synthesized {
  readonly stack: string;
  /** Whether data may go with the stack. */
  readonly protection: Protection;
  readonly blocks: readonly Block[];
}

/** The key of the stack's context that holds its protection; nothing of it reaches the JSON. */
const PROTECTION = 'protection';

/** Says whether data may go with the stack: to be called before the stack has children. @default `protected` */
export const setProtection = (stack: TerraformStack, protection: Protection): void => {
  stack.node.setContext(PROTECTION, protection);
};

/** What Terraform will read of the stack. */
export function synthesized(stack: TerraformStack): Synthesized {
  const protection = stack.node.tryGetContext(PROTECTION) as Protection | undefined;
  return fromJson(stack.node.id, stack.toTerraform(), protection);
}

/** What Terraform will read of the app's stack of that name. */
export function synthesizedStack(app: App, name: string): Synthesized {
  const stack = app.node.findChild(name);
  if (!(stack instanceof TerraformStack)) throw new Error(`${name} is no stack`);
  return synthesized(stack);
}

/** Takes a stack's `cdk.tf.json` apart. */
export function fromJson(
  stack: string,
  json: unknown,
  protection: Protection = 'protected',
): Synthesized {
  const blocks = entries(json).flatMap(([kind, section]) => {
    if (kind === '//') return [];
    if (kind !== 'resource' && kind !== 'data') {
      return entries(section).map(([type, body]) => block(stack, kind, type, type, body));
    }
    return entries(section).flatMap(([type, named]) =>
      entries(named).map(([name, body]) => block(stack, kind, type, `${type}.${name}`, body)),
    );
  });
  return { stack, protection, blocks };
}

function block(stack: string, kind: string, type: string, name: string, body: unknown): Block {
  const address = kind === 'resource' ? name : `${kind}.${name}`;
  const [path] = values(body, '//.metadata.path');
  return {
    kind,
    type,
    address,
    path: typeof path === 'string' ? path : `${stack}/${address}`,
    body,
    references: new Set(addressesIn(body)),
  };
}

/** The resources of these types. */
export function resources(of: Synthesized, ...types: readonly string[]): Block[] {
  return of.blocks.filter(({ kind, type }) => kind === 'resource' && types.includes(type));
}

/**
 * Every value at these paths, such as `rule.filter.prefix`, through lists and nested blocks alike: whether
 * Terraform takes a block once or many times makes no difference.
 */
export function values(from: unknown, ...paths: readonly string[]): unknown[] {
  const found: unknown[] = [];
  for (const path of paths) collect(from, path.split('.'), 0, found);
  return found;
}

function collect(from: unknown, keys: readonly string[], depth: number, found: unknown[]): void {
  const key = keys[depth];
  if (Array.isArray(from)) for (const item of from) collect(item, keys, depth, found);
  else if (key === undefined) found.push(from);
  else if (typeof from === 'object' && from !== null) {
    const value: unknown = Reflect.get(from, key);
    if (value !== undefined && value !== null) collect(value, keys, depth + 1, found);
  }
}

/** Whether some value at the path is this one. */
export const has = (from: Block, path: string, value: unknown): boolean =>
  values(from.body, path).includes(value);

/** Whether the block refers to that other one anywhere, or at the path. */
export const refersTo = (from: Block, to: Block, path?: string): boolean =>
  path === undefined
    ? from.references.has(to.address)
    : addressesIn(values(from.body, path)).includes(to.address);

/** Every text in the block, with the key it is at. */
export function texts(from: unknown, key = '', found: Text[] = []): readonly Text[] {
  if (typeof from === 'string') found.push({ key, text: from });
  else if (typeof from === 'number') found.push({ key, text: String(from) });
  else if (Array.isArray(from)) for (const item of from) texts(item, key, found);
  else {
    for (const [name, value] of entries(from)) {
      // The metadata and what refers to other blocks by name are not ours to judge.
      if (name === '//') continue;
      found.push({ key: name, text: name });
      texts(value, name, found);
    }
  }
  return found;
}

interface Text {
  readonly key: string;
  readonly text: string;
}

/** Every address that the value refers to, e.g. `data.aws_region.current`. */
export const addressesIn = (value: unknown): string[] =>
  texts(value).flatMap(({ text }) => text.match(/\b(?:data\.)?aws_\w+\.[A-Za-z][\w-]*/g) ?? []);

function entries(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
