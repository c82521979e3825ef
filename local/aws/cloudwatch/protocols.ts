import { randomUUID } from 'node:crypto';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { z } from 'zod';
import type { Answer, Call } from '../call';
import { AwsError } from '../errors';
import { xmlDocument } from '../xml';
import { SERVICE } from './alarm';

/** One call of CloudWatch's API. */
export interface Command {
  readonly operation: string;
  /** As in AWS JSON, but that AWS query has no numbers and truths, only texts. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** One way of putting a call into HTTP. Outputs are as in AWS JSON: a timestamp is a number of seconds. */
export interface Protocol {
  /** Whether moto speaks it; otherwise its calls reach moto as AWS JSON. */
  readonly isMotos: boolean;
  /** The command, unless the call is in another protocol. */
  readonly read: (call: Call, body: Buffer) => Command | undefined;
  readonly write: (operation: string, output: Command['input']) => Answer;
}

/** A list; AWS query writes an empty one as an empty text. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), z.literal('').transform((): z.output<Item>[] => [])]);

/** A list of texts. */
export const list = listOf(z.string());

/** Seconds since 1970 in JSON, ISO 8601 in AWS query; milliseconds since 1970 here. */
export const time = z
  .union([z.number().transform((seconds) => seconds * 1000), z.string().transform(Date.parse)])
  .pipe(z.number());

/**
 * The input, checked.
 * @throws AwsError naming what is wrong.
 */
export function inputOf<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** The refusal of an input that the operation does not take. */
export const invalid = (message: string): AwsError => new AwsError('ValidationError', 400, message);

/** AWS JSON 1.0, which the CLI and the JavaScript SDK use. */
const json: Protocol = {
  isMotos: true,
  read: ({ headers }, body) => {
    const [prefix, operation] = String(headers['x-amz-target'] ?? '').split('.');
    if (prefix !== SERVICE || operation === undefined) return undefined;
    const text = body.toString('utf8');
    return { operation, input: text === '' ? {} : (JSON.parse(text) as Command['input']) };
  },
  write: (_operation, output) => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify(output),
  }),
};

/** Smithy RPC v2 CBOR, which newer SDKs and providers use. */
const rpcV2: Protocol = {
  isMotos: false,
  read: ({ url }, body) => {
    const [, operation] =
      new RegExp(`/service/${SERVICE}/operation/(\\w+)$`).exec(url.pathname) ?? [];
    if (operation === undefined) return undefined;
    const decoded: unknown = body.length === 0 ? {} : cbor.deserialize(body);
    return { operation, input: untagged(decoded) as Command['input'] };
  },
  write: (_operation, output) => ({
    status: 200,
    headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
    body: cbor.serialize(tagged(output)),
  }),
};

/** Unlike AWS JSON, CBOR marks its timestamps; in CloudWatch's outputs they have these names. */
const TIMESTAMP = /Timestamps?$|^(?:LastModified|LastUpdateDate|CreationDate|StartTime|EndTime)$/;

const tagged = (output: unknown): unknown =>
  mapLeaves(output, (value, name) =>
    typeof value === 'number' && TIMESTAMP.test(name) ? dateToTag(new Date(value * 1000)) : value,
  );

/** A tagged value is a timestamp: the seconds in the tag. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'value' in value) return Number(value.value);
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, untagged(each)]));
}

/** The value with every text, number and truth in it changed; `name` is that of the field that holds it. */
function mapLeaves(
  value: unknown,
  change: (leaf: unknown, name: string) => unknown,
  listOf: (items: readonly unknown[]) => unknown = (items) => items,
  name = '',
): unknown {
  if (Array.isArray(value)) {
    return listOf(value.map((item) => mapLeaves(item, change, listOf, name)));
  }
  if (typeof value !== 'object' || value === null) return change(value, name);
  return Object.fromEntries(
    Object.entries(value).map(([each, content]) => [
      each,
      mapLeaves(content, change, listOf, each),
    ]),
  );
}

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';

/** AWS query, which the Terraform provider uses. */
const query: Protocol = {
  isMotos: true,
  read: ({ url }, body) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const input = nested([...url.searchParams, ...form]);
    return typeof input.Action === 'string' ? { operation: input.Action, input } : undefined;
  },
  write: (operation, output) => ({
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument({
      [`${operation}Response`]: {
        '@_xmlns': NAMESPACE,
        [`${operation}Result`]: mapLeaves(output, timeText, (items) => ({ member: items })),
        ResponseMetadata: { RequestId: randomUUID() },
      },
    }),
  }),
};

const timeText = (value: unknown, name: string): unknown =>
  typeof value === 'number' && TIMESTAMP.test(name) ? new Date(value * 1000).toISOString() : value;

/** What `A.B.member.2=text` stands for: objects, lists, and texts in them. */
function nested(parameters: readonly (readonly [string, string])[]): Record<string, unknown> {
  const input = emptyObject();
  for (const [name, value] of parameters) {
    const path = name.replaceAll('.member.', '.').split('.');
    const last = path.pop() ?? '';
    let parent = input;
    for (const part of path) parent = (parent[part] ??= emptyObject()) as Record<string, unknown>;
    parent[last] = value;
  }
  return listed(input) as Record<string, unknown>;
}

/** Without a prototype, so that no name in a request means more than itself. */
const emptyObject = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/** Objects whose names are 1, 2 and so on are lists; names of numbers come in their order. */
function listed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, listed(each)] as const);
  return entries.every(([name]) => /^\d+$/.test(name))
    ? entries.map(([, each]) => each)
    : Object.fromEntries(entries);
}

export const PROTOCOLS: readonly Protocol[] = [json, rpcV2, query];
