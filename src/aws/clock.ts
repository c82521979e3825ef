import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** What of an HTTP answer tells the time. */
interface Dated {
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The time of AWS, as its answers to that client tell it: tests put that of the local AWS forward. Before any
 * answer it is this machine's.
 */
export function awsClock(client: CloudWatchClient): () => Date {
  let milliseconds = 0;
  client.middlewareStack.add(
    (next) => async (call) => {
      const result = await next(call);
      const { headers } = result.response as Dated;
      const told = Date.parse(headers?.date ?? '');
      if (!Number.isNaN(told)) milliseconds = told - Date.now();
      return result;
    },
    { step: 'deserialize', name: 'awsClock', override: true },
  );
  return () => new Date(Date.now() + milliseconds);
}
