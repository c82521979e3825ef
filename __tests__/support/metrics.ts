/** The metrics that AWS documents, as far as they are of use here: a mistyped one is never emitted. */
export const METRICS: Readonly<Record<string, readonly string[]>> = {
  'AWS/Lambda': ['Invocations', 'Errors', 'Duration'],
  'AWS/DynamoDB': [
    'ConsumedReadCapacityUnits',
    'ConsumedWriteCapacityUnits',
    'ReadThrottleEvents',
    'WriteThrottleEvents',
    'SuccessfulRequestLatency',
  ],
  'AWS/S3': [
    'BucketSizeBytes',
    'AllRequests',
    'GetRequests',
    'PutRequests',
    'BytesDownloaded',
    'BytesUploaded',
    '4xxErrors',
    '5xxErrors',
  ],
  'AWS/CloudFront': [
    'Requests',
    'BytesDownloaded',
    'BytesUploaded',
    'CacheHitRate',
    '4xxErrorRate',
    '5xxErrorRate',
  ],
  'AWS/ApiGateway': ['4xx', '5xx', 'Count', 'Latency', 'IntegrationLatency'],
  'AWS/CertificateManager': ['DaysToExpiry'],
  'AWS/Billing': ['EstimatedCharges'],
};
