import { cbor } from '@smithy/core/cbor';
import type { Call } from './call';

/** Tags by their keys. */
export type Tags = Readonly<Record<string, string>>;

export type Input = Readonly<Record<string, unknown>>;

/** A call's parameters, in AWS JSON, AWS query, CBOR or REST in JSON; empty where the body is none of them. */
export async function inputOf(call: Call): Promise<Input> {
  // What S3, CloudFront and Route 53 are sent is read where it matters; objects may be large.
  if (/^(?:s3|cloudfront|route53)$/.test(call.service)) return {};
  const body = await call.body();
  const form = [...call.url.searchParams];
  if (call.isForm) return unflattened([...form, ...new URLSearchParams(body.toString('utf8'))]);
  if (call.url.searchParams.has('Action')) return unflattened(form);
  if (body.length === 0) return {};
  if (isCbor(call)) return untagged(cbor.deserialize(body)) as Input;
  return JSON.parse(body.toString('utf8')) as Input;
}

/** Whether a call is in Smithy RPC v2 CBOR. */
export const isCbor = ({ headers }: Pick<Call, 'headers'>): boolean =>
  headers['smithy-protocol'] === 'rpc-v2-cbor';

/** A tagged value of CBOR is a timestamp: the seconds in the tag. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'value' in value) return Number(value.value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, untagged(each)]));
}

/** AWS query's `Tags.member.1.Key=a` and EC2's `Tag.1.Key=a` as `{ Tags: [{ Key: 'a' }] }`. */
function unflattened(parameters: readonly (readonly [string, string])[]): Input {
  const root = emptyObject();
  for (const [name, value] of parameters) {
    const path = name.split('.').filter((part) => part !== 'member');
    let at = root;
    for (const part of path.slice(0, -1))
      at = (at[part] ??= emptyObject()) as Record<string, unknown>;
    at[path.at(-1) ?? ''] = value;
  }
  return listed(root) as Input;
}

/** Without a prototype, so that no name in a request means more than itself. */
const emptyObject = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/** Objects whose keys are numbers, as lists. */
function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, child]) => [key, listed(child)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

/** The parameter of that name, if it is a text that is not empty. */
export function text(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The parameter of that name as texts. */
export const texts = (input: Input, name: string): string[] =>
  [input[name] ?? []].flat().filter((value) => typeof value === 'string');

/** Tags as most services list them. */
export const tagList = (tags: Tags): { readonly Key: string; readonly Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Tags in any of the forms that services have for them. */
export function tagsOf(tags: unknown): Tags {
  if (!Array.isArray(tags)) return (tags ?? {}) as Tags;
  return Object.fromEntries(
    (tags as Tags[]).map((tag) => [tag.Key ?? tag.key, tag.Value ?? tag.value ?? '']),
  ) as Tags;
}
