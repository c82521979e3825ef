import type { Scope } from '../aws-request';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import type { FunctionConfiguration } from './function-settings';
import type { Outcome } from './run-node';

/** The last of the log that `X-Amz-Log-Result` holds. */
const TAIL_BYTES = 4096;

interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** The log of one invocation, written when it is over. Its times are the system's, as functions see them. */
export class InvocationLog {
  private readonly events: LogEvent[] = [];

  constructor(
    private readonly configuration: FunctionConfiguration,
    private readonly requestId: string,
  ) {}

  /** Adds an event. */
  add(message: string): void {
    this.events.push({ timestamp: Date.now(), message });
  }

  start(): void {
    const { requestId } = this;
    const { Version } = this.configuration;
    const record = { requestId, version: Version };
    this.addPlatform({ type: 'platform.start', record }, [
      `START RequestId: ${requestId} Version: ${Version}`,
    ]);
  }

  end(outcome: Outcome): void {
    this.addPlatform({ type: 'platform.report', record: this.report(outcome) }, [
      ...this.trouble(outcome),
      `END RequestId: ${this.requestId}`,
      this.reportLine(outcome),
    ]);
  }

  /** Base64, as Invoke answers it. */
  tail(): string {
    const text = Buffer.from(this.events.map(({ message }) => `${message}\n`).join(''));
    return text.subarray(-TAIL_BYTES).toString('base64');
  }

  /** Writes the events to a stream of the function's log group, which is created where it is missing. */
  async write(moto: Moto, scope: Scope, logStreamName: string): Promise<void> {
    const logGroupName = this.configuration.LoggingConfig.LogGroup;
    const stream = { logGroupName, logStreamName };
    const call = (operation: string, input: object): Promise<unknown> =>
      moto.json(scope, 'logs', operation, input);
    await call('CreateLogGroup', { logGroupName }).catch((error: unknown) => {
      if (!(error instanceof AwsError && error.code === 'ResourceAlreadyExistsException')) {
        throw error;
      }
    });
    await call('CreateLogStream', stream);
    await call('PutLogEvents', { ...stream, logEvents: this.events });
  }

  private addPlatform(event: object, lines: readonly string[]): void {
    const { LogFormat, SystemLogLevel } = this.configuration.LoggingConfig;
    if (LogFormat === 'Text') for (const line of lines) this.add(line);
    else if (SystemLogLevel !== 'WARN') {
      this.add(JSON.stringify({ time: new Date().toISOString(), ...event }));
    }
  }

  /** What Lambda says of an end that the function does not say itself. */
  private trouble(outcome: Outcome): readonly string[] {
    const { requestId } = this;
    if (outcome.ended === 'timed out') {
      const seconds = this.configuration.Timeout.toFixed(2);
      return [`${new Date().toISOString()} ${requestId} Task timed out after ${seconds} seconds`];
    }
    if (outcome.ended !== 'exited') return [];
    return [`RequestId: ${requestId} Error: ${exitReason(outcome)}\nRuntime.ExitError`];
  }

  private report(outcome: Outcome): object {
    const { durationMs, initMs, memoryMb } = outcome;
    return {
      requestId: this.requestId,
      metrics: {
        durationMs: rounded(durationMs),
        billedDurationMs: billedMs(outcome),
        memorySizeMB: this.configuration.MemorySize,
        maxMemoryUsedMB: memoryMb,
        initDurationMs: initMs === undefined ? undefined : rounded(initMs),
      },
      status: STATUSES[outcome.ended],
    };
  }

  private reportLine(outcome: Outcome): string {
    const { durationMs, initMs, memoryMb, ended } = outcome;
    return [
      `REPORT RequestId: ${this.requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedMs(outcome)} ms`,
      `Memory Size: ${this.configuration.MemorySize} MB`,
      ...(memoryMb === undefined ? [] : [`Max Memory Used: ${memoryMb} MB`]),
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ...(ended === 'timed out' ? ['Status: timeout'] : []),
    ].join('\t');
  }
}

/** Why a process ended in the middle of its work. */
export const exitReason = ({ exitCode }: Outcome): string =>
  exitCode === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${String(exitCode)}`;

/** Since August 2025 the initialization is billed with the rest. */
const billedMs = ({ durationMs, initMs = 0 }: Outcome): number => Math.ceil(durationMs + initMs);

const STATUSES: Readonly<Record<Outcome['ended'], string>> = {
  returned: 'success',
  failed: 'error',
  'timed out': 'timeout',
  exited: 'failure',
};

const rounded = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
