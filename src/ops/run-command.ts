import { reportAndFail } from '../config/user-error';
import { Interrupted, INTERRUPTED_EXIT_CODE } from '../terraform/interrupts';

/** Runs a command line's work and turns its outcome into the exit code. */
export async function runCommand(work: () => Promise<unknown>): Promise<void> {
  try {
    const code = await work();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    if (error instanceof Interrupted) {
      console.error(error.message);
      process.exitCode = INTERRUPTED_EXIT_CODE;
    } else {
      reportAndFail(error);
    }
  }
}
