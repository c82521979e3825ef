import type { Break } from '../../support/editable-stack';
import { ADDED, STACK } from '../../support/editable-stack';

const BUCKET = `${STACK}/image-bucket/bucket`;

const PUBLIC_ACCESS_SETTINGS = [
  'block_public_acls',
  'block_public_policy',
  'ignore_public_acls',
  'restrict_public_buckets',
];

export const S3_BREAKS: readonly Break[] = [
  {
    rule: 's3-public-access-block',
    breakIt: (stack) => stack.drop('image-bucket/public-access-block'),
    path: BUCKET,
    problem: 'can become public',
  },
  ...PUBLIC_ACCESS_SETTINGS.map((setting): Break => ({
    rule: 's3-public-access-block',
    breakIt: (stack) => stack.set('image-bucket/public-access-block', setting, false),
    path: BUCKET,
    problem: 'can become public',
  })),
  {
    rule: 's3-encryption',
    breakIt: (stack) => stack.drop('image-bucket/encryption'),
    path: BUCKET,
    problem: 'has no encryption configured',
  },
  {
    rule: 's3-versioning',
    breakIt: (stack) =>
      stack.set('image-bucket/versioning', 'versioning_configuration.status', 'Suspended'),
    path: BUCKET,
    problem: 'keeps no versions',
  },
  {
    rule: 's3-access-logging',
    breakIt: (stack) => stack.drop('image-bucket/access-logs'),
    path: BUCKET,
    problem: 'does not log who reads and writes it',
  },
  {
    rule: 's3-lifecycle',
    breakIt: (stack) =>
      stack.set('image-bucket/lifecycle', 'rule.0.abort_incomplete_multipart_upload', undefined),
    path: BUCKET,
    problem: 'keeps failed uploads forever',
  },
  {
    rule: 's3-tls-only',
    breakIt: (stack) => stack.drop('image-bucket/policy'),
    path: BUCKET,
    problem: 'answers plain HTTP',
  },
  {
    rule: 's3-tls-only',
    breakIt: (stack) =>
      stack.set('image-bucket/policy-document', 'statement.0.condition.0.values', ['true']),
    path: BUCKET,
    problem: 'answers plain HTTP',
  },
  {
    rule: 's3-no-lockout',
    breakIt: (stack) =>
      stack.set('image-bucket/policy-document', 'statement.0.condition', undefined),
    path: `${STACK}/image-bucket/policy`,
    problem: 'denies everyone without a condition',
  },
  {
    rule: 's3-no-public-acl',
    breakIt: (stack) => stack.add('resource', 'aws_s3_bucket_acl', { acl: 'public-read' }),
    path: ADDED,
    problem: 'has an ACL that grants to everyone',
  },
  {
    rule: 's3-no-public-acl',
    breakIt: (stack) =>
      stack.add('resource', 'aws_s3_bucket_acl', {
        access_control_policy: {
          grant: [
            {
              grantee: { type: 'Group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' },
            },
          ],
        },
      }),
    path: ADDED,
    problem: 'has an ACL that grants to everyone',
  },
  {
    rule: 's3-acls-off',
    breakIt: (stack) =>
      stack.set('image-bucket/ownership-controls', 'rule.object_ownership', 'ObjectWriter'),
    path: BUCKET,
    problem: 'takes ACLs',
  },
];
