/** A metric, or several with the same name that differ by their dimensions. */
export interface MetricIdentity {
  readonly namespace: string;
  readonly metricName: string;
  /** Values by their names. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Whether both are the same metric: a query finds one only by all dimensions that it has. */
export function sameMetric(a: MetricIdentity, b: MetricIdentity): boolean {
  const entries = Object.entries(a.dimensions);
  return (
    a.namespace === b.namespace &&
    a.metricName === b.metricName &&
    entries.length === Object.keys(b.dimensions).length &&
    entries.every(([name, value]) => b.dimensions[name] === value)
  );
}

/** Dimensions as CloudWatch lists them. */
export type Dimensions = readonly {
  readonly Name?: string | undefined;
  readonly Value?: string | undefined;
}[];

/** The values of dimensions by their names. */
export const dimensionsOf = (listed: Dimensions = []): MetricIdentity['dimensions'] =>
  Object.fromEntries(listed.map(({ Name = '', Value = '' }) => [Name, Value]));
