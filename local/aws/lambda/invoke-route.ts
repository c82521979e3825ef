import { jsonAnswer, decoded, type Answer, type Call, type Route } from '../call';
import { AwsError } from '../errors';
import type { AsynchronousInvocations } from './asynchronous-invocations';
import { functionName } from './function-name';
import { isThrottle, type Functions } from './functions';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html; megabytes of 2 ** 20 bytes. */
const MAX_PAYLOAD_BYTES = { RequestResponse: 6 * 2 ** 20, Event: 2 ** 20, DryRun: 6 * 2 ** 20 };

type InvocationType = keyof typeof MAX_PAYLOAD_BYTES;

/** Lambda's Invoke. */
export const invokeRoute =
  (functions: Functions, asynchronous: AsynchronousInvocations): Route =>
  async (call) => {
    const { signed, service, method, url, headers } = call;
    const [, encoded] =
      /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/.exec(url.pathname) ?? [];
    if (!signed || service !== 'lambda' || method !== 'POST' || !encoded) return undefined;
    const type = typeOf(headers['x-amz-invocation-type']);
    const qualifier = url.searchParams.get('Qualifier') ?? undefined;
    const named = functionName(signed, decoded(encoded), qualifier);
    const event = await eventOf(call, type);
    if (type !== 'RequestResponse') await functions.describe(named);
    if (type === 'DryRun') return { status: 204 };
    if (type === 'Event') {
      return { status: 202, headers: { 'x-amzn-requestid': asynchronous.queue(named, event) } };
    }
    try {
      const result = await functions.invoke(named, { event });
      const wantsLog = headers['x-amz-log-type'] === 'Tail';
      return {
        status: 200,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': result.requestId,
          'x-amz-executed-version': result.executedVersion,
          ...(result.functionError && { 'x-amz-function-error': result.functionError }),
          ...(wantsLog && { 'x-amz-log-result': result.logTail }),
        },
        body: result.payload,
      };
    } catch (error) {
      if (isThrottle(error)) return throttled(error);
      throw error;
    }
  };

function typeOf(header: string | string[] | undefined): InvocationType {
  const type = String(header ?? 'RequestResponse');
  if (type in MAX_PAYLOAD_BYTES) return type as InvocationType;
  const message = `The invocation type ${type} is none of RequestResponse, Event and DryRun.`;
  throw new AwsError('InvalidParameterValueException', 400, message);
}

/** The payload; no payload is an empty event. */
async function eventOf(call: Call, type: InvocationType): Promise<unknown> {
  const payload = await call.body();
  const most = MAX_PAYLOAD_BYTES[type];
  if (payload.length > most) {
    const message = `Request must be smaller than ${most} bytes for the InvokeFunction operation`;
    throw new AwsError('RequestTooLargeException', 413, message);
  }
  if (payload.length === 0) return {};
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const message = `Could not parse request body into json: ${reason}`;
    throw new AwsError('InvalidRequestContentException', 400, message);
  }
}

/** The SDK reads the reason of a throttle. */
function throttled({ code, status, message }: AwsError): Answer {
  const Reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
  const { headers, ...answer } = jsonAnswer(status, { Reason, Type: 'User', message });
  return { ...answer, headers: { ...headers, 'x-amzn-errortype': code } };
}
