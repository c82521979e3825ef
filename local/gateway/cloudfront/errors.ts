/** A refusal, in CloudFront's own terms: its error code, HTTP status and what was wrong. */
export class CloudFrontError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'CloudFrontError';
  }
}

/** The refusal of a body that is not the XML the operation takes. */
export function malformed(message: string): CloudFrontError {
  return new CloudFrontError('MalformedXML', 400, message);
}
