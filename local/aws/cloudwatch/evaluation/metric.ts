/** A metric, or several with the same name that differ by their dimensions. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  /** Values by their names. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Whether both have the same dimensions: a query finds a metric only by all that it has. */
export function sameDimensions(
  a: MetricIdentity['dimensions'],
  b: MetricIdentity['dimensions'],
): boolean {
  const entries = Object.entries(a);
  return (
    entries.length === Object.keys(b).length && entries.every(([name, value]) => b[name] === value)
  );
}
