import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../aws';
import { reasonOf } from '../reason';
import { sendTo } from './destinations';
import { eventInvokeConfig } from './event-invoke-config';
import { reservedConcurrency } from './function-configuration';
import { arnOf, type FunctionName } from './function-name';
import { isThrottle, type Functions, type InvocationResult } from './functions';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRIES = 2;
const EVENT_AGE_SECONDS = 21_600;
const LONGEST_BACKOFF_SECONDS = 300;

/** How often to see whether the gateway's clock has come to a retry. */
const LOOK_MS = 100;

/** The longest error that a message to a dead-letter queue names. */
const LONGEST_ERROR = 1024;

/** An event in the queue of a function. */
interface QueuedEvent {
  readonly named: FunctionName;
  readonly event: unknown;
  readonly requestId: string;
  readonly receivedAt: number;
}

type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

/** What became of an event. */
interface End {
  readonly condition: Condition;
  readonly invokeCount: number;
  /** Of the last invocation; undefined where there was none. */
  readonly result: InvocationResult | undefined;
}

/** Events that functions are invoked with while nobody waits: retries, destinations, dead-letter queues. */
export class AsynchronousInvocations {
  constructor(
    private readonly aws: Aws,
    private readonly functions: Functions,
  ) {}

  /**
   * Takes an event for a function.
   * @returns the request's id.
   */
  queue(named: FunctionName, event: unknown): string {
    const { now, log } = this.aws;
    const requestId = randomUUID();
    const queued = { named, event, requestId, receivedAt: now().getTime() };
    this.invokeUntilDone(queued)
      .then((end) => this.tell(queued, end))
      .catch((error: unknown) => {
        log(`${named.name} lost the event of ${requestId}: ${reasonOf(error)}`);
      });
    return requestId;
  }

  private async invokeUntilDone({
    named,
    event,
    requestId,
    receivedAt,
  }: QueuedEvent): Promise<End> {
    const { moto, now } = this.aws;
    let invokeCount = 0;
    let throttles = 0;
    let result: InvocationResult | undefined;
    for (;;) {
      let isThrottled = false;
      try {
        result = await this.functions.invoke(named, { event, requestId });
      } catch (error) {
        if (!isThrottle(error)) throw error;
        isThrottled = true;
      }
      let waitSeconds: number;
      const config = await eventInvokeConfig(moto, named);
      if (isThrottled) {
        if ((await reservedConcurrency(moto, named)) === 0) {
          return { condition: 'ZeroReservedConcurrency', invokeCount, result };
        }
        waitSeconds = Math.min(2 ** throttles, LONGEST_BACKOFF_SECONDS);
        throttles += 1;
      } else {
        invokeCount += 1;
        if (result?.functionError === undefined) {
          return { condition: 'Success', invokeCount, result };
        }
        if (invokeCount > (config.MaximumRetryAttempts ?? RETRIES)) {
          return { condition: 'RetriesExhausted', invokeCount, result };
        }
        // A minute before the second attempt, two before the third.
        waitSeconds = invokeCount * 60;
      }
      const dueAt = now().getTime() + waitSeconds * 1000;
      const oldest = (config.MaximumEventAgeInSeconds ?? EVENT_AGE_SECONDS) * 1000;
      if (dueAt > receivedAt + oldest) {
        return { condition: 'EventAgeExceeded', invokeCount, result };
      }
      while (now().getTime() < dueAt) await sleep(LOOK_MS, undefined, { ref: false });
    }
  }

  /** Sends what became of an event to where the function says. */
  private async tell(queued: QueuedEvent, end: End): Promise<void> {
    const { moto, now } = this.aws;
    const { named, event, requestId } = queued;
    const isSuccess = end.condition === 'Success';
    const { DestinationConfig } = await eventInvokeConfig(moto, named);
    const { Destination = '' } =
      (isSuccess ? DestinationConfig?.OnSuccess : DestinationConfig?.OnFailure) ?? {};
    if (Destination !== '') {
      const record = recordOf(queued, end, now());
      await sendTo(moto, named, { arn: Destination, message: JSON.stringify(record) });
    }
    if (isSuccess) return;
    const { DeadLetterConfig } = await this.functions.describe(named);
    if (DeadLetterConfig?.TargetArn === undefined) return;
    await sendTo(moto, named, {
      arn: DeadLetterConfig.TargetArn,
      message: JSON.stringify(event),
      attributes: {
        RequestID: requestId,
        ErrorCode: end.result === undefined ? 429 : 200,
        ErrorMessage: errorOf(end.result).slice(0, LONGEST_ERROR),
      },
    });
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function recordOf({ named, event, requestId }: QueuedEvent, end: End, now: Date): object {
  const { condition, invokeCount, result } = end;
  return {
    version: '1.0',
    timestamp: now.toISOString(),
    requestContext: {
      requestId,
      functionArn: arnOf({ ...named, qualifier: named.qualifier ?? '$LATEST' }),
      condition,
      approximateInvokeCount: invokeCount,
    },
    requestPayload: event,
    ...(result && {
      responseContext: {
        statusCode: 200,
        executedVersion: result.executedVersion,
        ...(result.functionError && { functionError: result.functionError }),
      },
      responsePayload: JSON.parse(result.payload) as unknown,
    }),
  };
}

function errorOf(result: InvocationResult | undefined): string {
  if (result === undefined) return 'Rate Exceeded.';
  const { errorMessage } = JSON.parse(result.payload) as { readonly errorMessage?: string };
  return errorMessage ?? '';
}
