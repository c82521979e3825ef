/** An error whose message is for the person at the keyboard: printed as it is, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Prints a UserError as one message, anything else with its stack, and sets the exit code to 1. */
export function reportAndFail(error: unknown): void {
  console.error(error instanceof UserError ? `Error: ${error.message}` : error);
  process.exitCode = 1;
}
