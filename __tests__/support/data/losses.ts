/** Who refuses: Terraform by `prevent_destroy`, the gate of every command that deploys. */
export type Refusal = 'Terraform' | 'gate';

/** A resource that holds data, and who refuses to lose it. */
export interface StatefulResource {
  readonly what: string;
  readonly type: string;
  /** Where it is, as `<stack> <path of the construct>`, the stack without `image-service-`. */
  readonly places: readonly string[];
  readonly replaced: readonly Refusal[];
  readonly removed: readonly Refusal[];
  /** Another address without a `moved` block. */
  readonly renamed: readonly Refusal[];
  /** What AWS does once the gate was told to let the removal pass. */
  readonly deletion: 'refused' | 'done';
}

const STAGES = ['dev', 'staging', 'prod'] as const;
const GUARDED = ['staging', 'prod'] as const;

const at = (stacks: readonly string[], ...paths: readonly string[]): string[] =>
  stacks.flatMap((stack) => paths.map((path) => `${stack} ${path}`));

const BY_GATE = {
  replaced: ['gate'],
  removed: ['gate'],
  renamed: ['gate'],
  deletion: 'done',
} as const;

const PROTECTED = { ...BY_GATE, replaced: ['Terraform', 'gate'], deletion: 'refused' } as const;

const IMAGES = 'image-bucket/bucket';
const ACCESS_LOGS = 'access-logs/bucket';
const LOG_GROUPS = [
  'image-api/access-logs',
  'service-network/flow-logs/log-group',
  'functions/nightly/role/log-group',
] as const;
const VERSIONINGS = [
  ...at(STAGES, 'image-bucket/versioning', 'access-logs/versioning'),
  ...at(['state'], 'state-bucket/versioning'),
];
const KEYS = STAGES.map((stage) => `${stage}-alarm-key-us-east-1/key`);

const TABLES = [...at(GUARDED, 'image-table/table'), ...at(['state'], 'state-lock/table')];
const BUCKETS = [...at(GUARDED, IMAGES, ACCESS_LOGS), ...at(['state'], 'state-bucket/bucket')];

/** Every resource that holds data, of every stack, with a function that has a queue. */
export const STATEFUL: readonly StatefulResource[] = [
  { what: 'Table', type: 'aws_dynamodb_table', places: TABLES, ...PROTECTED },
  {
    what: 'Table of dev',
    type: 'aws_dynamodb_table',
    places: at(['dev'], 'image-table/table'),
    ...BY_GATE,
  },
  { what: 'Bucket', type: 'aws_s3_bucket', places: BUCKETS, ...PROTECTED },
  {
    what: 'Bucket of dev',
    type: 'aws_s3_bucket',
    places: at(['dev'], IMAGES, ACCESS_LOGS),
    ...BY_GATE,
  },
  {
    what: 'Versioning of a bucket',
    type: 'aws_s3_bucket_versioning',
    places: VERSIONINGS,
    ...BY_GATE,
  },
  {
    what: 'Log group',
    type: 'aws_cloudwatch_log_group',
    places: at(STAGES, ...LOG_GROUPS),
    ...BY_GATE,
  },
  {
    what: "Queue of a function's failed events",
    type: 'aws_sqs_queue',
    places: at(STAGES, 'functions/nightly/failures'),
    ...BY_GATE,
  },
  {
    what: "Key of a stage's alarms",
    type: 'aws_kms_key',
    places: at(['access'], ...KEYS),
    ...BY_GATE,
  },
];

/** Types of which one may ask whether they hold data, and why an apply brings them back. */
export const WITHOUT_DATA: Readonly<Record<string, string>> = {
  aws_acm_certificate: 'ACM issues another one',
  aws_apigatewayv2_api:
    'all of it is configuration; a new API has another address, which callers read from its output',
  aws_cloudfront_distribution: 'what it caches is in the bucket',
  aws_lambda_function:
    'its code is in the repository; what it was not able to handle is in its queue',
  aws_route53_record: 'all of it is configuration; the hosted zone belongs to no stack',
  aws_s3_object: 'a bundle of code, built again byte for byte',
  aws_sns_topic: 'it keeps no messages',
  aws_sns_topic_subscription:
    'each address would confirm again: refused where a setting of the last deploy is missing',
  aws_ssm_parameter: 'it holds names and ids of the stage, no secret',
};

/** A setting that protects data, switched off. */
export interface Setting {
  readonly what: string;
  readonly key: string;
  readonly value: unknown;
  /** Where it is switched off, as `<stack> <path>`, and is refused. */
  readonly refusedAt: readonly string[];
  /** The guardrail that stops the synthesis; `none` where only the gate sees it. */
  readonly guardrail: string;
  /** The attribute that the gate names, where it sees the change, too. */
  readonly gate?: string;
  /** Where it is let through, and why. @default nowhere */
  readonly letThrough?: { readonly at: readonly string[]; readonly because: string };
}

const DISPOSABLE = 'disposable, so not protected';

/** Every setting that protects data, of all that the stacks have. */
export const SETTINGS: readonly Setting[] = [
  {
    what: 'Deletion protection of a table',
    key: 'deletion_protection_enabled',
    value: false,
    refusedAt: TABLES,
    guardrail: 'deletion-protection',
    gate: 'deletion_protection_enabled',
    letThrough: { at: at(['dev'], 'image-table/table'), because: DISPOSABLE },
  },
  {
    what: '`prevent_destroy` of a table or bucket',
    key: 'lifecycle.prevent_destroy',
    value: false,
    refusedAt: [...TABLES, ...BUCKETS],
    guardrail: 'deletion-protection',
    letThrough: {
      at: at(['dev'], 'image-table/table', IMAGES),
      because: DISPOSABLE,
    },
  },
  {
    what: '`force_destroy` of a bucket, switched on',
    key: 'force_destroy',
    value: true,
    refusedAt: BUCKETS,
    guardrail: 'deletion-protection',
    gate: 'force_destroy',
    letThrough: { at: at(['dev'], IMAGES), because: DISPOSABLE },
  },
  // Before the next one, which is of the same block: `unprotected` takes the last.
  {
    what: 'Fewer than 35 days to which a table can be restored',
    key: 'point_in_time_recovery.recovery_period_in_days',
    value: 34,
    refusedAt: [...at(['dev'], 'image-table/table'), ...TABLES],
    guardrail: 'dynamodb-recovery',
  },
  {
    what: 'Point-in-time recovery of a table',
    key: 'point_in_time_recovery.enabled',
    value: false,
    refusedAt: [...at(['dev'], 'image-table/table'), ...TABLES],
    guardrail: 'dynamodb-recovery',
    gate: 'point_in_time_recovery[0].enabled',
  },
  {
    what: 'Time to live of items, switched on',
    key: 'ttl',
    value: [{ attribute_name: 'expires', enabled: true }],
    refusedAt: [...at(['dev'], 'image-table/table'), ...TABLES],
    guardrail: 'none',
    gate: 'ttl[0].enabled',
  },
  {
    what: 'Versioning of a bucket',
    key: 'versioning_configuration.status',
    value: 'Suspended',
    refusedAt: VERSIONINGS,
    guardrail: 's3-versioning',
    gate: 'versioning_configuration[0].status',
  },
  {
    what: 'A lifecycle rule that expires objects',
    key: 'rule.0.expiration',
    value: [{ days: 365 }],
    refusedAt: at(GUARDED, 'image-bucket/lifecycle'),
    guardrail: 'object-expiry',
    letThrough: { at: at(['dev'], 'image-bucket/lifecycle'), because: DISPOSABLE },
  },
  {
    what: 'Older versions of objects kept for less than 30 days',
    key: 'rule.1.noncurrent_version_expiration.0.noncurrent_days',
    value: 29,
    refusedAt: at(GUARDED, 'image-bucket/lifecycle'),
    guardrail: 'object-expiry',
    letThrough: { at: at(['dev'], 'image-bucket/lifecycle'), because: DISPOSABLE },
  },
  {
    what: 'Logs kept for less than a year',
    key: 'retention_in_days',
    value: 7,
    refusedAt: at(['prod'], ...LOG_GROUPS),
    guardrail: 'log-retention-year',
    letThrough: {
      at: at(['dev', 'staging'], ...LOG_GROUPS),
      because: 'logs of trying things out',
    },
  },
  {
    what: 'Failed events kept for less than 14 days',
    key: 'message_retention_seconds',
    value: 86_400,
    refusedAt: at(STAGES, 'functions/nightly/failures'),
    guardrail: 'queue-retention',
  },
  {
    what: 'Days until a deleted key is gone',
    key: 'deletion_window_in_days',
    value: 7,
    refusedAt: at(['access'], ...KEYS.slice(1)),
    guardrail: 'none',
    gate: 'deletion_window_in_days',
    letThrough: {
      at: at(['access'], ...KEYS.slice(0, 1)),
      because: "dev's key, which is disposable",
    },
  },
  {
    what: 'A key, disabled',
    key: 'is_enabled',
    value: false,
    refusedAt: at(['access'], ...KEYS),
    guardrail: 'kms-rotation',
    gate: 'is_enabled',
  },
];
