import { ADDED, add, breaks, set, type Break } from '../../support/editable-stack';

const TABLE = 'image-table/table';
const BUCKET = 'image-bucket/bucket';
const LIFECYCLE = 'image-bucket/lifecycle';
const LOGS = 'image-api/access-logs';

const deletable = 'can be deleted by mistake, in a stage that is not disposable';

export const DATA_BREAKS: readonly Break[] = [
  ...breaks(
    'deletion-protection',
    TABLE,
    deletable,
    set(TABLE, 'deletion_protection_enabled', false),
    set(TABLE, 'lifecycle.prevent_destroy', false),
  ),
  ...breaks(
    'deletion-protection',
    BUCKET,
    deletable,
    set(BUCKET, 'lifecycle', undefined),
    set(BUCKET, 'force_destroy', true),
  ),
  ...breaks(
    'object-expiry',
    LIFECYCLE,
    'deletes objects, or their older versions within a month, in a stage that is not disposable',
    set(LIFECYCLE, 'rule.2.expiration', [{ days: 365 }]),
    set(LIFECYCLE, 'rule.2.expiration', [{ date: '2030-01-01T00:00:00Z' }]),
    set(LIFECYCLE, 'rule.1.noncurrent_version_expiration.0.noncurrent_days', 29),
  ),
  ...breaks(
    'queue-retention',
    ADDED,
    'drops messages before the 14 days that SQS allows',
    add('aws_sqs_queue', {}),
    add('aws_sqs_queue', { message_retention_seconds: 345_600 }),
  ),
  ...breaks(
    'dynamodb-recovery',
    TABLE,
    'cannot be restored, or not to all of the last 35 days',
    set(TABLE, 'point_in_time_recovery.enabled', false),
    set(TABLE, 'point_in_time_recovery.recovery_period_in_days', 34),
  ),
  ...breaks(
    'dynamodb-encryption',
    TABLE,
    'is encrypted with a key that belongs to AWS, whose use cannot be audited',
    set(TABLE, 'server_side_encryption', undefined),
  ),
  ...breaks(
    'dynamodb-capacity',
    TABLE,
    'has a fixed capacity',
    set(TABLE, 'billing_mode', 'PROVISIONED'),
  ),
  ...breaks(
    'kms-rotation',
    ADDED,
    'is not rotated, or is disabled',
    add('aws_kms_key', {}),
    add('aws_kms_key', { enable_key_rotation: true, is_enabled: false }),
  ),
  ...breaks(
    'log-retention',
    LOGS,
    'keeps its events forever',
    set(LOGS, 'retention_in_days', undefined),
    set(LOGS, 'retention_in_days', 0),
  ),
  ...breaks(
    'log-retention-year',
    LOGS,
    'keeps its events for less than a year',
    set(LOGS, 'retention_in_days', 180),
  ),
];
