import { reportAndFail, UserError } from '../config/user-error';
import { explainAwsError } from '../aws/errors';
import { Interrupted, INTERRUPTED_EXIT_CODE } from '../system/interrupts';

/** Runs a command line's work and turns its outcome into the exit code. */
export async function runCommand(work: () => Promise<unknown>): Promise<void> {
  process.stdout.off('error', failOnOutput).on('error', failOnOutput);
  try {
    const code = await work();
    if (typeof code === 'number') process.exitCode ??= code;
  } catch (error) {
    if (error instanceof Interrupted) {
      console.error(error.message);
      process.exitCode = INTERRUPTED_EXIT_CODE;
    } else {
      reportAndFail(isAwsError(error) ? explained(error) : error);
    }
  }
}

/** A reader of stdout that has gone, such as `head`, has what it wanted; a full disk has not. */
function failOnOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') reportAndFail(error);
}

/** What the AWS SDK throws for an answer that is an error, or no answer of AWS's at all. */
interface AwsError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number | undefined };
}

const isAwsError = (error: unknown): error is AwsError =>
  error instanceof Error && '$metadata' in error;

/** An error of AWS is shown without its stack, which holds only the SDK's own functions. */
function explained(error: AwsError): UserError {
  const known = explainAwsError(error);
  if (known instanceof UserError) return known;
  const {
    name,
    message,
    $metadata: { httpStatusCode },
  } = error;
  const status = httpStatusCode === undefined ? '' : ` (HTTP ${httpStatusCode})`;
  return new UserError(
    `AWS, or what stands in for it, answered ${name}${status}: ${message.replace(/\.$/, '')}. \`pnpm ops doctor\` shows whether it can be worked with.`,
  );
}
