import { randomUUID } from 'node:crypto';
import XMLBuilder from 'fast-xml-builder';
import type { Protocol } from './protocol';

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const headers = { 'content-type': 'text/xml' };
const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** AWS query, which the Terraform provider uses. */
export const queryProtocol: Protocol = {
  isMotos: true,
  read: ({ url }, body) => {
    const parameters = [...url.searchParams, ...new URLSearchParams(body.toString('utf8'))];
    const input = inputOf(parameters);
    return typeof input.Action === 'string' ? { operation: input.Action, input } : undefined;
  },
  write: (operation, output) => ({
    status: 200,
    headers,
    body: document(`${operation}Response`, {
      [`${operation}Result`]: elementOf(output),
      ResponseMetadata: { RequestId: randomUUID() },
    }),
  }),
};

/** Texts and lists of texts; nothing below them matters here. */
function inputOf(parameters: readonly [string, string][]): Record<string, string | string[]> {
  const input: Record<string, string | string[]> = {};
  for (const [name, value] of parameters) {
    const list = /^(\w+)\.member\.\d+$/.exec(name)?.[1];
    if (list === undefined) input[name] = value;
    else input[list] = [input[list] ?? [], value].flat();
  }
  return input;
}

function document(root: string, content: Readonly<Record<string, unknown>>): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { '@_xmlns': NAMESPACE, ...content } })}`;
}

function elementOf(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return { member: value.map((item) => elementOf(item)) };
  if (typeof value === 'number' && name === 'Timestamp')
    return new Date(value * 1000).toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([child, content]) => [child, elementOf(content, child)]),
  );
}
