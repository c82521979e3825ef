/** An error whose message is for the person at the keyboard: printed as it is, without a stack. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** Prints an error and sets the exit code to 1: a mistake of our own with its stack, all else as one message. */
export function reportAndFail(error: unknown): void {
  console.error(
    error instanceof UserError ? `Error: ${error.message}` : (refusalText(error) ?? error),
  );
  process.exitCode = 1;
}

const NO_RIGHT = 'Check who owns it, and who may write there.';
const NO_SPACE = 'Make room there, then run this again.';
const NO_FOLDER = 'A folder of that path is missing, or is none: make it, or name another.';
const TOO_MANY = 'Close other programs, or raise the limit (`ulimit -n`).';

/** What the operating system refuses whatever a program does, by the error's code, and what to do. */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EROFS: 'Nothing can be written there: name another folder, or mount it writable.',
  ENOSPC: NO_SPACE,
  EDQUOT: NO_SPACE,
  EIO: 'Check the disk.',
  EEXIST: NO_FOLDER,
  EISDIR: 'It is a folder: name a file.',
  ELOOP: NO_FOLDER,
  ENOENT: NO_FOLDER,
  ENOTDIR: NO_FOLDER,
  EMFILE: TOO_MANY,
  ENFILE: TOO_MANY,
};

/** What to do about an error of the operating system; undefined for any other error. */
export const systemRemedy = ({ code = '' }: NodeJS.ErrnoException): string | undefined =>
  REFUSALS[code];

/** e.g. `Error: EACCES: permission denied, open 'plan.md'. Check who …`; undefined for any other error. */
function refusalText(error: unknown): string | undefined {
  const remedy = systemRemedy(error as NodeJS.ErrnoException);
  return remedy === undefined ? undefined : `Error: ${(error as Error).message}. ${remedy}`;
}
