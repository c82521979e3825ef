import { randomUUID } from 'node:crypto';
import type { Aws } from '../aws';
import { AwsError } from '../errors';
import { reasonOf } from '../reason';
import type { MetricValue } from '../record-metric';
import { credentialsOf, environmentOf, logStreamName, newTraceId } from './execution-environment';
import type { FunctionCode } from './function-code';
import { keyOf, reservedConcurrency } from './function-configuration';
import { arnOf, type FunctionName } from './function-name';
import { completed, type FunctionConfiguration } from './function-settings';
import { exitReason, InvocationLog } from './invocation-log';
import { runNode, type Outcome } from './run-node';

export interface FunctionsProps extends Aws {
  readonly code: FunctionCode;
  /** Where the local AWS answers. */
  readonly endpoint: () => string;
}

/** What a function is called with. */
export interface Invocation {
  readonly event: unknown;
  /** @default a new one */
  readonly requestId?: string;
  /** The header of the trace. @default a new one */
  readonly traceId?: string | undefined;
}

/** What a function answers. */
export interface InvocationResult {
  readonly requestId: string;
  readonly executedVersion: string;
  /** JSON. */
  readonly payload: string;
  /** Why `payload` is an error; undefined where the function returned it. */
  readonly functionError: 'Unhandled' | undefined;
  /** The end of the invocation's log in Base64. */
  readonly logTail: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; AWS's message names 100 bytes more. */
const MAX_RESPONSE_BYTES = 6 * 2 ** 20 + 100;

const THROTTLED = 'TooManyRequestsException';

/** Whether a function did not run because too many executions of it did. */
export const isThrottle = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.code === THROTTLED;

/** Runs functions as Lambda does. */
export class Functions {
  /** By ARN: how many executions run. */
  private readonly running = new Map<string, number>();

  constructor(private readonly props: FunctionsProps) {}

  /**
   * The configuration of a function.
   * @throws AwsError ResourceNotFoundException.
   */
  async describe(named: FunctionName): Promise<FunctionConfiguration> {
    const { name, qualifier } = named;
    const query = qualifier === undefined ? '' : `?Qualifier=${encodeURIComponent(qualifier)}`;
    const path = `/2015-03-31/functions/${name}${query}`;
    const found = await this.props.moto.read(named, 'lambda', path);
    if (found === undefined) {
      throw new AwsError('ResourceNotFoundException', 404, `Function not found: ${arnOf(named)}`);
    }
    const { Configuration } = found as { readonly Configuration: object };
    return completed(name, Configuration, this.props.store.data.functionSettings[keyOf(named)]);
  }

  /**
   * Runs a function and waits for its answer, which may be an error of its own.
   * @throws AwsError for a throttle, and for what cannot run here.
   */
  async invoke(named: FunctionName, invocation: Invocation): Promise<InvocationResult> {
    const configuration = await this.describe(named);
    const folder = this.folderOf(configuration);
    const key = keyOf(named);
    const record = this.recorder(named);
    const reserved = await reservedConcurrency(this.props.moto, named);
    const running = (this.running.get(key) ?? 0) + 1;
    const isThrottled = reserved !== undefined && running > reserved;
    record('Throttles', isThrottled ? 1 : 0);
    if (isThrottled) throw new AwsError(THROTTLED, 429, 'Rate Exceeded.');
    this.running.set(key, running);
    record('ConcurrentExecutions', running);
    try {
      return await this.run(named, configuration, folder, invocation);
    } finally {
      this.running.set(key, (this.running.get(key) ?? 1) - 1);
    }
  }

  private async run(
    named: FunctionName,
    configuration: FunctionConfiguration,
    folder: string,
    invocation: Invocation,
  ): Promise<InvocationResult> {
    const { moto, now, endpoint } = this.props;
    const { requestId = randomUUID(), traceId = newTraceId(now()) } = invocation;
    const logStream = logStreamName(configuration, new Date());
    const log = new InvocationLog(configuration, requestId);
    const credentials = await credentialsOf(moto, named, configuration);
    log.start();
    const outcome = await runNode({
      folder,
      handler: configuration.Handler ?? '',
      environment: environmentOf({
        ...{ configuration, scope: named, folder, logStream, traceId, credentials },
        endpoint: endpoint(),
      }),
      event: invocation.event,
      context: contextOf(configuration, requestId, logStream),
      timeoutMs: configuration.Timeout * 1000,
      log: (message) => {
        log.add(message);
        this.props.log(`${configuration.FunctionName}: ${message}`);
      },
    });
    log.end(outcome);
    await log.write(moto, named, logStream).catch((error: unknown) => {
      this.props.log(`${configuration.FunctionName} has no log: ${reasonOf(error)}`);
    });
    const { payload, isError } = payloadOf(configuration, requestId, outcome);
    const record = this.recorder(named);
    record('Invocations', 1);
    record('Errors', isError ? 1 : 0);
    record('Duration', outcome.durationMs, 'Milliseconds');
    return {
      requestId,
      executedVersion: configuration.Version,
      payload,
      functionError: isError ? 'Unhandled' : undefined,
      logTail: log.tail(),
    };
  }

  private recorder({ name, ...scope }: FunctionName) {
    return (metricName: string, value: number, unit: MetricValue['unit'] = 'Count'): void => {
      const dimensions = { FunctionName: name };
      const metric = { namespace: 'AWS/Lambda', metricName, dimensions, value, unit };
      this.props.recordMetric(scope, metric);
    };
  }

  private folderOf({ FunctionArn, Runtime, CodeSha256 }: FunctionConfiguration): string {
    if (Runtime?.startsWith('nodejs') !== true) {
      const found = `${FunctionArn} has the runtime ${Runtime ?? '(none)'}`;
      const message = `${found}; the local AWS runs Node.js only.`;
      throw new AwsError('InvalidRuntimeException', 502, message);
    }
    const folder = this.props.code.unpacked(CodeSha256);
    if (folder !== undefined) return folder;
    const message = `The code of ${FunctionArn} was not deployed through the local AWS.`;
    throw new AwsError('InvalidZipFileException', 502, message);
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html, but for its methods and the client's context. */
function contextOf(
  { FunctionName, FunctionArn, Version, MemorySize, LoggingConfig }: FunctionConfiguration,
  requestId: string,
  logStream: string,
): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: FunctionName,
    functionVersion: Version,
    invokedFunctionArn: FunctionArn,
    memoryLimitInMB: String(MemorySize),
    awsRequestId: requestId,
    logGroupName: LoggingConfig.LogGroup,
    logStreamName: logStream,
  };
}

/** What the caller gets for it. */
function payloadOf(
  { Timeout }: FunctionConfiguration,
  requestId: string,
  outcome: Outcome,
): { readonly payload: string; readonly isError: boolean } {
  const failure = (errorType: string, errorMessage: string) => ({
    payload: JSON.stringify({ errorType, errorMessage }),
    isError: true,
  });
  const about = `RequestId: ${requestId} Error:`;
  if (outcome.ended === 'timed out') {
    const message = `${about} Task timed out after ${Timeout.toFixed(2)} seconds`;
    return failure('Sandbox.Timedout', message);
  }
  if (outcome.payload === undefined) {
    return failure('Runtime.ExitError', `${about} ${exitReason(outcome)}`);
  }
  if (Buffer.byteLength(outcome.payload) > MAX_RESPONSE_BYTES) {
    const message = `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`;
    return failure('Function.ResponseSizeTooLarge', message);
  }
  return { payload: outcome.payload, isError: outcome.ended === 'failed' };
}
