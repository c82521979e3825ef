import type { Section } from './alarm-definitions';
import type { Statistic } from './metric';
import type { Monitored } from './service-metrics';
import {
  apiMetric,
  bucketRequests,
  bucketSize,
  cdnMetric,
  functionMetric,
  tableLatency,
  tableMetric,
} from './service-metrics';
import { graph, type GraphWidget } from './widgets';

/** The dashboard's sections and what each is called. */
export const SECTIONS: Readonly<Record<Section, string>> = {
  lambda: 'Lambda',
  dynamodb: 'DynamoDB',
  s3: 'S3',
  cloudfront: 'CloudFront',
  api: 'API Gateway',
  account: 'Account',
};

/** The graphs of a section besides those of its alarms. */
export const GRAPHS: Readonly<Record<Section, (of: Monitored) => readonly GraphWidget[]>> = {
  lambda: (of) => [
    graph('Invocations', eachFunction(of, 'Invocations', 'Sum')),
    graph('Errors', eachFunction(of, 'Errors', 'Sum')),
    graph('Duration, p50 (ms)', eachFunction(of, 'Duration', 'p50')),
    graph('Duration, p99 (ms)', eachFunction(of, 'Duration', 'p99')),
  ],
  dynamodb: (of) => [
    graph('Consumed read capacity', tableAndIndex(of, 'ConsumedReadCapacityUnits')),
    graph('Consumed write capacity', tableAndIndex(of, 'ConsumedWriteCapacityUnits')),
    graph(
      'Latency (ms)',
      OPERATIONS.map((operation) => tableLatency(of, operation)),
    ),
  ],
  s3: (of) => [
    graph('Uploads and downloads (bytes)', [
      bucketRequests(of, 'BytesUploaded', 'uploaded'),
      bucketRequests(of, 'BytesDownloaded', 'downloaded'),
    ]),
    graph('Requests', [
      bucketRequests(of, 'PutRequests', 'uploads'),
      bucketRequests(of, 'GetRequests', 'downloads'),
      bucketRequests(of, 'AllRequests', 'all'),
    ]),
    graph('Errors', [
      bucketRequests(of, '4xxErrors', '4xx'),
      bucketRequests(of, '5xxErrors', '5xx'),
    ]),
    graph(
      'Size by storage class (bytes)',
      Object.entries(STORAGE_TYPES).map(([type, label]) => bucketSize(of, type, label)),
    ),
  ],
  cloudfront: (of) => [
    graph('Requests', [cdnMetric(of, 'Requests', 'requests')]),
    graph('Bytes', [
      cdnMetric(of, 'BytesDownloaded', 'downloaded'),
      cdnMetric(of, 'BytesUploaded', 'uploaded'),
    ]),
    graph('Cache hit rate (%)', [cdnMetric(of, 'CacheHitRate', 'cache hits')]),
    graph('Error rates (%)', [
      cdnMetric(of, '4xxErrorRate', '4xx'),
      cdnMetric(of, '5xxErrorRate', '5xx'),
    ]),
  ],
  api: (of) => [
    graph('Requests', [apiMetric(of, 'Count', 'Sum', 'requests')]),
    graph('Errors', [apiMetric(of, '4xx', 'Sum', '4xx'), apiMetric(of, '5xx', 'Sum', '5xx')]),
    graph('Latency (ms)', apiPercentiles(of, 'Latency')),
    graph('Latency of the functions (ms)', apiPercentiles(of, 'IntegrationLatency')),
  ],
  account: () => [],
};

const PERCENTILES = ['p50', 'p95', 'p99'] as const;

/** The operations that the image functions are built from. */
const OPERATIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'] as const;

/**
 * Where images are: Standard at first, after 30 days one of Intelligent-Tiering's tiers.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */
const STORAGE_TYPES = {
  StandardStorage: 'Standard',
  IntelligentTieringFAStorage: 'Intelligent-Tiering, frequent access',
  IntelligentTieringIAStorage: 'Intelligent-Tiering, infrequent access',
  IntelligentTieringAIAStorage: 'Intelligent-Tiering, archive instant access',
  IntelligentTieringAAStorage: 'Intelligent-Tiering, archive access',
  IntelligentTieringDAAStorage: 'Intelligent-Tiering, deep archive access',
} as const;

function eachFunction(
  of: Monitored,
  metricName: 'Duration' | 'Errors' | 'Invocations',
  statistic: Statistic,
) {
  return of.functions.map((fn) => functionMetric(of, fn, metricName, statistic));
}

function tableAndIndex(
  of: Monitored,
  metricName: 'ConsumedReadCapacityUnits' | 'ConsumedWriteCapacityUnits',
) {
  return [tableMetric(of, metricName, 'table'), tableMetric(of, metricName, 'user-index')];
}

function apiPercentiles(of: Monitored, metricName: 'IntegrationLatency' | 'Latency') {
  return PERCENTILES.map((percentile) => apiMetric(of, metricName, percentile, percentile));
}
