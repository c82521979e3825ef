/** A refusal, in CloudWatch's own terms: its error code, HTTP status and what was wrong. */
export class CloudWatchError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'CloudWatchError';
  }
}

/** The refusal of an input that the operation does not take. */
export function invalid(message: string): CloudWatchError {
  return new CloudWatchError('ValidationError', 400, message);
}
