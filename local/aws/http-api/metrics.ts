import type { RecordMetric } from '../record-metric';
import type { HttpApi } from './apis';

/** Where a request to an HTTP API has come to. */
export interface Reached {
  /** In milliseconds. @default the request reached no integration */
  integrationLatency?: number;
  /** @default the API has no such stage */
  stage?: string;
  /** @default no route was found */
  routeKey?: string;
}

/** A request that was answered, after so many milliseconds. */
interface AnsweredRequest extends Readonly<Reached> {
  readonly status: number;
  readonly latency: number;
}

/**
 * Records the metrics of a request to an HTTP API. Every request counts for both kinds of errors, as
 * 0 or 1.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function recordApiMetrics(
  recordMetric: RecordMetric,
  api: HttpApi,
  request: AnsweredRequest,
): void {
  const { status, latency, integrationLatency } = request;
  const record = (metricName: string, value: number, unit: 'Count' | 'Milliseconds'): void => {
    for (const dimensions of dimensionsOf(api, request)) {
      recordMetric(api, { namespace: 'AWS/ApiGateway', metricName, dimensions, value, unit });
    }
  };
  record('Count', 1, 'Count');
  record('4xx', Number(status >= 400 && status < 500), 'Count');
  record('5xx', Number(status >= 500), 'Count');
  record('Latency', latency, 'Milliseconds');
  if (integrationLatency !== undefined) {
    record('IntegrationLatency', integrationLatency, 'Milliseconds');
  }
}

/** A metric of the API, one of its stage, and one of the route where the stage has detailed metrics. */
function dimensionsOf(
  { apiId: ApiId, stages }: HttpApi,
  { stage: Stage, routeKey }: AnsweredRequest,
): readonly Readonly<Record<string, string>>[] {
  if (Stage === undefined) return [{ ApiId }];
  const ofStage = [{ ApiId }, { ApiId, Stage }];
  const [Method, Resource] = routeKey?.split(' ') ?? [];
  const settings = stages.find(({ stageName }) => stageName === Stage)?.defaultRouteSettings;
  if (settings?.detailedMetricsEnabled !== true || Method === undefined) return ofStage;
  return [...ofStage, { ApiId, Stage, Method, Resource: Resource ?? Method }];
}
