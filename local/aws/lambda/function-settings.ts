/** A function as AWS describes it. */
export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Role?: string;
  readonly Runtime?: string | null;
  readonly Handler?: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Version: string;
  readonly CodeSha256: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly LoggingConfig: LoggingConfig;
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
}

export interface LoggingConfig {
  readonly LogFormat: 'Text' | 'JSON';
  readonly LogGroup: string;
  readonly ApplicationLogLevel?: string;
  readonly SystemLogLevel?: string;
}

/** Settings that moto takes but does not give back, or not after an update. */
export interface FunctionSettings {
  readonly LoggingConfig?: Partial<LoggingConfig>;
  readonly DeadLetterConfig?: { readonly TargetArn?: string };
  readonly EphemeralStorage?: object;
  readonly TracingConfig?: object;
}

/** Those of a request that are set. */
export function settingsIn(sent: FunctionSettings): FunctionSettings {
  const { LoggingConfig, DeadLetterConfig, EphemeralStorage, TracingConfig } = sent;
  return {
    ...(LoggingConfig && { LoggingConfig }),
    ...(DeadLetterConfig && { DeadLetterConfig }),
    ...(EphemeralStorage && { EphemeralStorage }),
    ...(TracingConfig && { TracingConfig }),
  };
}

/** moto's description of a function, with what was set besides; AWS names the log of every function. */
export function completed(
  name: string,
  described: object,
  settings: FunctionSettings = {},
): FunctionConfiguration {
  const { LoggingConfig = {}, DeadLetterConfig, ...others } = settings;
  const { TargetArn = '' } = DeadLetterConfig ?? {};
  return {
    ...(described as FunctionConfiguration),
    ...others,
    ...(TargetArn !== '' && { DeadLetterConfig: { TargetArn } }),
    LoggingConfig: loggingOf(name, LoggingConfig),
  };
}

const loggingOf = (
  name: string,
  { LogFormat = 'Text', LogGroup, ...levels }: Partial<LoggingConfig>,
): LoggingConfig => ({
  LogFormat,
  LogGroup: LogGroup ?? `/aws/lambda/${name}`,
  ...(LogFormat === 'JSON' && {
    ApplicationLogLevel: 'INFO',
    SystemLogLevel: 'INFO',
    ...levels,
  }),
});
