import type { Answer, Call } from '../../call';

/** One call of CloudWatch's API. */
export interface Command {
  readonly operation: string;
  /** As in AWS JSON, but that AWS query has nothing but texts and lists of them. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** One way of putting a call into HTTP. Outputs are as in AWS JSON: a timestamp is a number of seconds. */
export interface Protocol {
  /** Whether moto speaks it; otherwise its calls reach moto as AWS JSON. */
  readonly isMotos: boolean;
  /** The command, unless the call is in another protocol. */
  readonly read: (call: Call, body: Buffer) => Command | undefined;
  readonly write: (operation: string, output: Readonly<Record<string, unknown>>) => Answer;
}

/** The prefix of CloudWatch's operations in both of its RPC protocols. */
export const SERVICE = 'GraniteServiceVersion20100801';
