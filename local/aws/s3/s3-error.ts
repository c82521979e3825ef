import { randomUUID } from 'node:crypto';
import XMLBuilder from 'fast-xml-builder';
import type { Answer } from '../call';

/** A request that S3 refuses. */
export class S3Error extends Error {
  override readonly name = 'S3Error';

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further elements of the answer. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const accessDenied = (
  message = 'Access Denied',
  details?: Readonly<Record<string, string>>,
): S3Error => new S3Error(403, 'AccessDenied', message, details);

const builder = new XMLBuilder();

/** An answer of S3 in XML. */
export const xmlAnswer = (
  status: number,
  document: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers: { 'content-type': 'application/xml', ...headers },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`,
});

/**
 * The refusal as S3 sends it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function errorAnswer({ status, code, message, details }: S3Error): Answer {
  const requestId = randomUUID();
  return xmlAnswer(
    status,
    { Error: { Code: code, Message: message, ...details, RequestId: requestId } },
    { 'x-amz-request-id': requestId },
  );
}
