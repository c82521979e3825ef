import { createInterface } from 'node:readline';
import { UserError } from '../config/user-error';
import type { Terminal } from './terminal';

/** Shows what is about to happen and answers whether it may. */
export type Confirm = (what: string, signal: AbortSignal) => Promise<boolean>;

/** The streams of the conversation; tests pass their own. */
export interface Conversation {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks the person, unless they said yes beforehand.
 * @throws UserError at once when there is neither a yes nor a person.
 */
export function confirmer(
  { yes = false }: { readonly yes?: boolean | undefined },
  terminal: Pick<Terminal, 'err' | 'isInteractive'>,
  conversation: Conversation = { input: process.stdin, output: process.stderr },
): Confirm {
  if (yes) {
    return (what) => {
      terminal.err(`${what}\n`);
      return Promise.resolve(true);
    };
  }
  if (!terminal.isInteractive) {
    throw new UserError(
      'This asks for approval, and nobody is there to give it (no terminal). Add --yes.',
    );
  }
  return (what, signal) => {
    terminal.err(`${what}\n`);
    return ask(conversation, signal);
  };
}

function ask({ input, output }: Conversation, signal: AbortSignal): Promise<boolean> {
  // Not as a terminal: there readline would take Ctrl-C for itself.
  const lines = createInterface({ input, output, terminal: false });
  return new Promise<boolean>((resolve, reject) => {
    // The end of the input is a no as well.
    lines.once('close', () => {
      resolve(false);
    });
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
    lines.question("Only 'yes' is taken for a yes: ", (answer) => {
      resolve(answer.trim() === 'yes');
    });
  }).finally(() => {
    lines.close();
  });
}
