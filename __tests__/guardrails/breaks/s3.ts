import { ADDED, add, breaks, drop, set, type Break } from '../../support/editable-stack';

const BUCKET = 'image-bucket/bucket';
const BLOCK = 'image-bucket/public-access-block';
const TLS_ONLY = 'statement.0.condition';
const everyone = { type: 'Group', uri: 'http://acs.amazonaws.com/groups/global/AllUsers' };

export const S3_BREAKS: readonly Break[] = [
  ...breaks(
    's3-public-access-block',
    BUCKET,
    'can become public',
    drop(BLOCK),
    set(BLOCK, 'block_public_acls', false),
    set(BLOCK, 'block_public_policy', false),
    set(BLOCK, 'ignore_public_acls', false),
    set(BLOCK, 'restrict_public_buckets', false),
  ),
  ...breaks(
    's3-encryption',
    BUCKET,
    'has no encryption configured',
    drop('image-bucket/encryption'),
  ),
  ...breaks(
    's3-versioning',
    BUCKET,
    'keeps no versions',
    set('image-bucket/versioning', 'versioning_configuration.status', 'Suspended'),
  ),
  ...breaks(
    's3-access-logging',
    BUCKET,
    'does not log who reads and writes it',
    drop('image-bucket/access-logs'),
  ),
  ...breaks(
    's3-lifecycle',
    BUCKET,
    'keeps failed uploads forever',
    set('image-bucket/lifecycle', 'rule.0.abort_incomplete_multipart_upload', undefined),
  ),
  ...breaks(
    's3-tls-only',
    BUCKET,
    'answers plain HTTP',
    drop('image-bucket/policy'),
    set('image-bucket/policy-document', `${TLS_ONLY}.0.values`, ['true']),
  ),
  ...breaks(
    's3-no-lockout',
    'image-bucket/policy',
    'denies everyone without a condition',
    set('image-bucket/policy-document', TLS_ONLY, undefined),
  ),
  ...breaks(
    's3-no-public-acl',
    ADDED,
    'has an ACL that grants to everyone',
    add('aws_s3_bucket_acl', { acl: 'public-read' }),
    add('aws_s3_bucket_acl', { access_control_policy: { grant: [{ grantee: everyone }] } }),
  ),
  ...breaks(
    's3-acls-off',
    BUCKET,
    'takes ACLs',
    set('image-bucket/ownership-controls', 'rule.object_ownership', 'ObjectWriter'),
  ),
];
