import { cbor, dateToTag } from '@smithy/core/cbor';
import { SERVICE, type Protocol } from './protocol';

const PATH = new RegExp(`/service/${SERVICE}/operation/(\\w+)$`);
const headers = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/** Unlike AWS JSON, CBOR marks its timestamps; in CloudWatch's outputs they have these names. */
const TIMESTAMP = /Timestamps?$|^(?:LastModified|LastUpdateDate|CreationDate|StartTime|EndTime)$/;

/** Smithy RPC v2 CBOR, which newer SDKs and providers use. */
export const cborProtocol: Protocol = {
  isMotos: false,
  read: ({ url }, body) => {
    const operation = PATH.exec(url.pathname)?.[1];
    if (operation === undefined) return undefined;
    const decoded: unknown = body.length === 0 ? {} : cbor.deserialize(body);
    return { operation, input: untagged(decoded) as Record<string, unknown> };
  },
  write: (_operation, output) => ({ status: 200, headers, body: cbor.serialize(tagged(output)) }),
};

/** A tagged value is a timestamp: the seconds in the tag. */
function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'value' in value) return Number(value.value);
  return mapValues(value, (_name, child) => untagged(child));
}

function tagged(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => tagged(item, name));
  if (typeof value === 'number') {
    return TIMESTAMP.test(name) ? dateToTag(new Date(value * 1000)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  return mapValues(value, (childName, child) => tagged(child, childName));
}

function mapValues(value: object, change: (name: string, child: unknown) => unknown): object {
  const changed = Object.entries(value).map(([name, child]) => [name, change(name, child)]);
  return Object.fromEntries(changed) as object;
}
