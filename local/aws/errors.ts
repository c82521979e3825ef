/** A refusal in AWS's terms: its error code, HTTP status and what was wrong. */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    /** Further elements of S3's answer. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'AwsError';
  }
}
