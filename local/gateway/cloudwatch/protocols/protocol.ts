import type { Message, RawRequest } from '../../forward';
import type { CloudWatchError } from '../errors';

/** One call of CloudWatch's API. */
export interface Call {
  readonly operation: string;
  /** As in AWS JSON, but that AWS query has nothing but texts and lists of them. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** One way of putting a call into HTTP. Outputs are as in AWS JSON: a timestamp is a number of seconds. */
export interface Protocol {
  /** Whether moto speaks it; otherwise its calls reach moto as AWS JSON. */
  readonly isMotos: boolean;
  /** The call, unless the request is in another protocol. */
  readonly read: (request: RawRequest) => Call | undefined;
  readonly write: (operation: string, output: Readonly<Record<string, unknown>>) => Message;
  readonly writeError: (error: CloudWatchError) => Message;
}

/** The prefix of CloudWatch's operations in both of its RPC protocols. */
export const SERVICE = 'GraniteServiceVersion20100801';

/** How an error of these protocols says what it would be in AWS query, whose codes clients know. */
export function queryErrorHeader({ code, status }: CloudWatchError): Record<string, string> {
  return { 'x-amzn-query-error': `${code};${status < 500 ? 'Sender' : 'Receiver'}` };
}
