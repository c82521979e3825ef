import type { Break } from '../../support/editable-stack';
import { ADDED, STACK } from '../../support/editable-stack';

const TABLE = 'image-table/table';
const BUCKET = 'image-bucket/bucket';
const LOGS = 'image-api/access-logs';

const deletable = 'can be deleted by mistake, in a stage that is not disposable';

export const DATA_BREAKS: readonly Break[] = [
  {
    rule: 'deletion-protection',
    breakIt: (stack) => stack.set(TABLE, 'deletion_protection_enabled', false),
    path: `${STACK}/${TABLE}`,
    problem: deletable,
  },
  {
    rule: 'deletion-protection',
    breakIt: (stack) => stack.set(TABLE, 'lifecycle.prevent_destroy', false),
    path: `${STACK}/${TABLE}`,
    problem: deletable,
  },
  {
    rule: 'deletion-protection',
    breakIt: (stack) => stack.set(BUCKET, 'lifecycle', undefined),
    path: `${STACK}/${BUCKET}`,
    problem: deletable,
  },
  {
    rule: 'deletion-protection',
    breakIt: (stack) => stack.set(BUCKET, 'force_destroy', true),
    path: `${STACK}/${BUCKET}`,
    problem: deletable,
  },
  {
    rule: 'dynamodb-recovery',
    breakIt: (stack) => stack.set(TABLE, 'point_in_time_recovery.enabled', false),
    path: `${STACK}/${TABLE}`,
    problem: 'cannot be restored',
  },
  {
    rule: 'dynamodb-encryption',
    breakIt: (stack) => stack.set(TABLE, 'server_side_encryption', undefined),
    path: `${STACK}/${TABLE}`,
    problem: 'is encrypted with a key that belongs to AWS, whose use cannot be audited',
  },
  {
    rule: 'dynamodb-capacity',
    breakIt: (stack) => stack.set(TABLE, 'billing_mode', 'PROVISIONED'),
    path: `${STACK}/${TABLE}`,
    problem: 'has a fixed capacity',
  },
  {
    rule: 'kms-rotation',
    breakIt: (stack) => stack.add('resource', 'aws_kms_key', {}),
    path: ADDED,
    problem: 'is not rotated, or is disabled',
  },
  {
    rule: 'kms-rotation',
    breakIt: (stack) =>
      stack.add('resource', 'aws_kms_key', { enable_key_rotation: true, is_enabled: false }),
    path: ADDED,
    problem: 'is not rotated, or is disabled',
  },
  {
    rule: 'log-retention',
    breakIt: (stack) => stack.set(LOGS, 'retention_in_days', undefined),
    path: `${STACK}/${LOGS}`,
    problem: 'keeps its events forever',
  },
  {
    rule: 'log-retention',
    breakIt: (stack) => stack.set(LOGS, 'retention_in_days', 0),
    path: `${STACK}/${LOGS}`,
    problem: 'keeps its events forever',
  },
  {
    rule: 'log-retention-year',
    breakIt: (stack) => stack.set(LOGS, 'retention_in_days', 180),
    path: `${STACK}/${LOGS}`,
    problem: 'keeps its events for less than a year',
  },
];
