import { randomUUID } from 'node:crypto';
import { cbor } from '@smithy/core/cbor';
import { awsRequest } from './aws-request';
import type { Answer, Call } from './call';
import { AwsError } from './errors';
import { isCbor } from './input';
import { reasonOf } from './reason';
import { xmlDocument } from './xml';

/** Services whose errors are XML, although neither a form nor an `Action` says so. */
const XML_SERVICES = new Set(['cloudfront', 'route53']);

/** The answer to a call that failed, in the protocol that the call speaks. */
export function errorAnswer(call: Call, thrown: unknown): Answer {
  const { code, status, message, details } =
    thrown instanceof AwsError
      ? thrown
      : new AwsError('InternalFailure', 500, `The local AWS failed: ${reasonOf(thrown)}`);
  const requestId = randomUUID();
  const head = (type: string, idHeader = 'x-amzn-requestid'): Record<string, string> => ({
    'content-type': type,
    [idHeader]: requestId,
  });
  if (isForS3(call)) {
    const Error = { Code: code, Message: message, ...details, RequestId: requestId };
    const headers = head('application/xml', 'x-amz-request-id');
    return { status, headers, body: xmlDocument({ Error }) };
  }
  const fault = status < 500 ? 'Sender' : 'Receiver';
  // Clients of services that once spoke AWS query know that protocol's codes.
  const query = { 'x-amzn-query-error': `${code};${fault}` };
  if (isCbor(call)) {
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
  const Error = { Type: fault, Code: code, Message: message };
  const document =
    call.service === 'ec2'
      ? { Response: { Errors: { Error: { Code: code, Message: message } }, RequestID: requestId } }
      : { ErrorResponse: { Error, RequestId: requestId } };
  return { status, headers: head('text/xml'), body: xmlDocument(document) };
}

/** S3 gets what is signed for no service in its header, where moto looks, and what moto takes for S3. */
export function isForS3({ headers }: Pick<Call, 'headers'>): boolean {
  const signed = awsRequest({ headers, url: '' });
  return signed === undefined || /^s3/i.test(signed.service);
}
