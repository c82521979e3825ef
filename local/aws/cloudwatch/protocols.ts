import { randomUUID } from 'node:crypto';
import { cbor, dateToTag } from '@smithy/core/cbor';
import { z } from 'zod';
import type { Answer, Call } from '../call';
import { isCbor, type Input } from '../input';
import { xmlDocument } from '../xml';
import { invalid } from './invalid';

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
export function checked<Schema extends z.ZodType>(schema: Schema, sent: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(sent);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** A call's answer in its own protocol. Outputs are as in AWS JSON: a timestamp is a number of seconds. */
export function outputAnswer(call: Call, operation: string, output: Input): Answer {
  if (isCbor(call)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
      body: cbor.serialize(mapLeaves(output, ofTimestamps(dateToTag))),
    };
  }
  if (call.headers['x-amz-target'] !== undefined) {
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify(output),
    };
  }
  const texts = ofTimestamps((time) => time.toISOString());
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument({
      [`${operation}Response`]: {
        '@_xmlns': 'http://monitoring.amazonaws.com/doc/2010-08-01/',
        [`${operation}Result`]: mapLeaves(output, texts, (items) => ({ member: items })),
        ResponseMetadata: { RequestId: randomUUID() },
      },
    }),
  };
}

/** Unlike AWS JSON, the others mark timestamps; in CloudWatch's outputs they have these names. */
const TIMESTAMP = /Timestamps?$|^(?:LastModified|LastUpdateDate|CreationDate|StartTime|EndTime)$/;

const ofTimestamps =
  (write: (time: Date) => unknown) =>
  (value: unknown, name: string): unknown =>
    typeof value === 'number' && TIMESTAMP.test(name) ? write(new Date(value * 1000)) : value;

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
