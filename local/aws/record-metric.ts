/** One value that AWS would measure, e.g. a function's invocation. */
export interface MetricValue {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
  readonly unit: 'Count' | 'Milliseconds' | 'Bytes' | 'Percent' | 'None';
}

/** Records a value at the gateway's present time. */
export type RecordMetric = (
  scope: { readonly accountId: string; readonly region: string },
  metric: MetricValue,
) => void;
