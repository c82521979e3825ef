import { randomUUID } from 'node:crypto';
import { cbor } from '@smithy/core/cbor';
import XMLBuilder from 'fast-xml-builder';
import type { Answer, Call } from './call';
import { reasonOf } from './reason';

/** A refusal in AWS's terms: its error code, HTTP status and what was wrong. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'AwsError';
  }
}

const builder = new XMLBuilder({ suppressEmptyNode: false });

/** Services whose errors are XML, although neither a form nor an `Action` says so. */
const XML_SERVICES = new Set(['cloudfront', 'route53', 's3']);

/** The answer to a signed call that failed, in the protocol that the call speaks. */
export function errorAnswer(call: Call, thrown: unknown): Answer {
  const error =
    thrown instanceof AwsError
      ? thrown
      : new AwsError('InternalFailure', 500, `The local AWS failed: ${reasonOf(thrown)}`);
  const { code, status, message } = error;
  const requestId = randomUUID();
  const head = (type: string): Record<string, string> => ({
    'content-type': type,
    'x-amzn-requestid': requestId,
  });
  const fault = status < 500 ? 'Sender' : 'Receiver';
  // Clients of services that once spoke AWS query know that protocol's codes.
  const query = { 'x-amzn-query-error': `${code};${fault}` };
  if (call.headers['smithy-protocol'] === 'rpc-v2-cbor') {
    const headers = { ...head('application/cbor'), ...query, 'smithy-protocol': 'rpc-v2-cbor' };
    return { status, headers, body: cbor.serialize({ __type: code, message }) };
  }
  if (call.headers['x-amz-target'] !== undefined) {
    const headers = { ...head(call.headers['content-type'] ?? 'application/json'), ...query };
    return { status, headers, body: JSON.stringify({ __type: code, message }) };
  }
  const isXml =
    XML_SERVICES.has(call.service) || call.isForm || call.url.searchParams.has('Action');
  if (!isXml) {
    const headers = { ...head('application/json'), 'x-amzn-errortype': code };
    return { status, headers, body: JSON.stringify({ message }) };
  }
  const document = errorDocument(call.service, {
    fault: { Type: fault, Code: code, Message: message },
    requestId,
  });
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
  return { status, headers: head('text/xml'), body };
}

function errorDocument(
  service: string,
  { fault, requestId }: { readonly fault: Record<string, string>; readonly requestId: string },
): object {
  const { Code, Message } = fault;
  if (service === 's3') return { Error: { Code, Message, RequestId: requestId } };
  if (service === 'ec2') {
    return { Response: { Errors: { Error: { Code, Message } }, RequestID: requestId } };
  }
  return { ErrorResponse: { Error: fault, RequestId: requestId } };
}
