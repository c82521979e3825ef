import { each, type Rule } from '../rule';
import { has, values, type Block } from '../../synthesized/synthesized';

/** A year, as auditors ask for. */
const YEAR_DAYS = 365;

/** As long as staging keeps them: what went wrong on a holiday is still found. */
const LEAST_VERSION_DAYS = 30;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
const LONGEST_QUEUE_SECONDS = 1_209_600;

/**
 * DynamoDB's own, where nothing is set.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html
 */
const LONGEST_RECOVERY_DAYS = 35;

/** Whether a lifecycle deletes neither objects by their age nor their older versions within the month. */
const keepsObjects = ({ body }: Block): boolean =>
  values(body, 'rule.expiration.days', 'rule.expiration.date').length === 0 &&
  values(body, 'rule.noncurrent_version_expiration.noncurrent_days').every(
    (days) => typeof days === 'number' && days >= LEAST_VERSION_DAYS,
  );

function retentionDays(body: unknown): number {
  const [days] = values(body, 'retention_in_days');
  return typeof days === 'number' ? days : 0;
}

/** What tables, buckets and logs promise about what is in them. */
export const DATA_RULES: readonly Rule[] = [
  {
    id: 'deletion-protection',
    remedy: "set the stage's protection to protected",
    check: each(
      ['aws_dynamodb_table', 'aws_s3_bucket'],
      'can be deleted by mistake, in a stage that is not disposable',
      (store, stack) =>
        stack.protection === 'disposable' ||
        (has(store, 'lifecycle.prevent_destroy', true) &&
          !has(store, 'force_destroy', true) &&
          (store.type !== 'aws_dynamodb_table' || has(store, 'deletion_protection_enabled', true))),
    ),
  },
  {
    id: 'object-expiry',
    remedy: `let no rule expire objects, and keep noncurrent versions for ${LEAST_VERSION_DAYS} days or more (noncurrentVersionDays)`,
    check: each(
      'aws_s3_bucket_lifecycle_configuration',
      'deletes objects, or their older versions within a month, in a stage that is not disposable',
      (lifecycle, { protection }) => protection === 'disposable' || keepsObjects(lifecycle),
    ),
  },
  {
    id: 'queue-retention',
    remedy: `set message_retention_seconds to ${LONGEST_QUEUE_SECONDS}`,
    check: each('aws_sqs_queue', 'drops messages before the 14 days that SQS allows', (queue) =>
      has(queue, 'message_retention_seconds', LONGEST_QUEUE_SECONDS),
    ),
  },
  {
    id: 'dynamodb-recovery',
    remedy: `set point_in_time_recovery, and no recovery_period_in_days below ${LONGEST_RECOVERY_DAYS}`,
    checkov: { CKV_AWS_28: 'a table can be restored to any second' },
    check: each(
      'aws_dynamodb_table',
      'cannot be restored, or not to all of the last 35 days',
      (table) =>
        has(table, 'point_in_time_recovery.enabled', true) &&
        values(table.body, 'point_in_time_recovery.recovery_period_in_days').every(
          (days) => days === LONGEST_RECOVERY_DAYS,
        ),
    ),
  },
  {
    id: 'dynamodb-encryption',
    remedy: 'set server_side_encryption',
    check: each(
      'aws_dynamodb_table',
      'is encrypted with a key that belongs to AWS, whose use cannot be audited',
      (table) => has(table, 'server_side_encryption.enabled', true),
    ),
  },
  {
    id: 'dynamodb-capacity',
    remedy: 'set billing_mode to PAY_PER_REQUEST',
    checkov: { CKV2_AWS_16: 'capacity follows the load' },
    check: each('aws_dynamodb_table', 'has a fixed capacity', (table) =>
      has(table, 'billing_mode', 'PAY_PER_REQUEST'),
    ),
  },
  {
    id: 'kms-rotation',
    remedy: 'set enable_key_rotation, and leave is_enabled alone',
    checkov: { CKV_AWS_7: 'a key is rotated', CKV_AWS_227: 'a key is enabled' },
    check: each(
      'aws_kms_key',
      'is not rotated, or is disabled',
      (key) => has(key, 'enable_key_rotation', true) && !has(key, 'is_enabled', false),
    ),
  },
  {
    id: 'log-retention',
    remedy: 'set retention_in_days',
    checkov: { CKV_AWS_66: 'logs are kept for a time that somebody chose' },
    check: each(
      'aws_cloudwatch_log_group',
      'keeps its events forever',
      ({ body }) => retentionDays(body) > 0,
    ),
  },
  {
    id: 'log-retention-year',
    remedy: "set the stage's logRetentionDays to 365 or more",
    checkov: { CKV_AWS_338: 'logs are kept for a year' },
    check: each(
      'aws_cloudwatch_log_group',
      'keeps its events for less than a year',
      ({ body }, { protection }) =>
        protection === 'disposable' ||
        retentionDays(body) === 0 ||
        retentionDays(body) >= YEAR_DAYS,
    ),
  },
];
