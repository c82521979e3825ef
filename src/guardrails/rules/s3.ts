import { statements } from '../policies';
import { each, type Rule } from '../rule';
import type { Block, Synthesized } from '../../synthesized/synthesized';
import { has, refersTo, resources, values } from '../../synthesized/synthesized';

const PUBLIC_GROUPS = /groups\/global\/(AllUsers|AuthenticatedUsers)/;

/** Looks at each bucket together with its settings of that type, which have to pass. */
function bucketHas(
  type: string,
  problem: string,
  passes: (settings: Block) => boolean,
): Rule['check'] {
  return each('aws_s3_bucket', problem, (bucket, stack) =>
    settingsOf(bucket, stack, type).some(passes),
  );
}

const settingsOf = (bucket: Block, stack: Synthesized, type: string): Block[] =>
  resources(stack, type).filter((settings) => refersTo(settings, bucket, 'bucket'));

/** What every bucket promises. */
export const S3_RULES: readonly Rule[] = [
  {
    id: 's3-public-access-block',
    remedy: 'add an aws_s3_bucket_public_access_block with all four settings on',
    checkov: {
      CKV_AWS_53: 'public ACLs are blocked',
      CKV_AWS_54: 'public policies are blocked',
      CKV_AWS_55: 'public ACLs are ignored',
      CKV_AWS_56: 'public buckets are restricted',
      CKV2_AWS_6: 'a bucket has a public access block',
    },
    check: bucketHas('aws_s3_bucket_public_access_block', 'can become public', (block) =>
      [
        'block_public_acls',
        'block_public_policy',
        'ignore_public_acls',
        'restrict_public_buckets',
      ].every((setting) => has(block, setting, true)),
    ),
  },
  {
    id: 's3-encryption',
    remedy: 'add an aws_s3_bucket_server_side_encryption_configuration',
    checkov: { CKV_AWS_19: 'objects are encrypted at rest' },
    check: bucketHas(
      'aws_s3_bucket_server_side_encryption_configuration',
      'has no encryption configured',
      (block) =>
        values(block.body, 'rule.apply_server_side_encryption_by_default.sse_algorithm').length > 0,
    ),
  },
  {
    id: 's3-versioning',
    remedy: 'add an aws_s3_bucket_versioning with status Enabled',
    checkov: { CKV_AWS_21: 'objects keep versions' },
    check: bucketHas('aws_s3_bucket_versioning', 'keeps no versions', (block) =>
      has(block, 'versioning_configuration.status', 'Enabled'),
    ),
  },
  {
    id: 's3-access-logging',
    remedy: 'add an aws_s3_bucket_logging',
    checkov: { CKV_AWS_18: 'access is logged' },
    check: bucketHas('aws_s3_bucket_logging', 'does not log who reads and writes it', () => true),
  },
  {
    id: 's3-lifecycle',
    remedy: 'add an aws_s3_bucket_lifecycle_configuration that aborts multipart uploads',
    checkov: {
      CKV_AWS_300: 'failed uploads are given up after a while',
      CKV2_AWS_61: 'a bucket has a lifecycle configuration',
    },
    check: bucketHas(
      'aws_s3_bucket_lifecycle_configuration',
      'keeps failed uploads forever',
      (block) =>
        values(block.body, 'rule.abort_incomplete_multipart_upload.days_after_initiation').length >
        0,
    ),
  },
  {
    id: 's3-tls-only',
    remedy: 'deny everyone every action while aws:SecureTransport is false',
    checkov: { CKV_AWS_379: 'a bucket is reached over TLS only' },
    check: each('aws_s3_bucket', 'answers plain HTTP', (bucket, stack) =>
      settingsOf(bucket, stack, 'aws_s3_bucket_policy')
        .flatMap((policy) => statements(stack, policy))
        .some(
          ({ effect, principals, actions, conditions }) =>
            effect === 'Deny' &&
            principals.includes('*') &&
            actions.includes('s3:*') &&
            conditions.some(
              (condition) =>
                condition.variable === 'aws:SecureTransport' && condition.values.includes('false'),
            ),
        ),
    ),
  },
  {
    id: 's3-no-lockout',
    remedy: 'give the statement a condition: only the root user could undo it',
    checkov: { CKV_AWS_93: 'no bucket policy locks everyone out' },
    check: each('aws_s3_bucket_policy', 'denies everyone without a condition', (policy, stack) =>
      statements(stack, policy).every(
        ({ effect, principals, conditions }) =>
          effect === 'Allow' || !principals.includes('*') || conditions.length > 0,
      ),
    ),
  },
  {
    id: 's3-no-public-acl',
    remedy: 'grant by policy, to someone',
    checkov: {
      CKV_AWS_20: 'no ACL lets everyone read',
      CKV_AWS_57: 'no ACL lets everyone write',
      CKV_AWS_375: 'no ACL grants to a global group',
    },
    check: each(
      ['aws_s3_bucket_acl', 'aws_s3_bucket', 'aws_s3_object'],
      'has an ACL that grants to everyone',
      (resource) =>
        !values(resource.body, 'acl').some((acl) => /^public-|^authenticated-/.test(String(acl))) &&
        !values(resource.body, 'access_control_policy.grant.grantee.uri').some((uri) =>
          PUBLIC_GROUPS.test(String(uri)),
        ),
    ),
  },
  {
    id: 's3-acls-off',
    remedy: 'set object_ownership to BucketOwnerEnforced',
    checkov: { CKV2_AWS_65: 'ACLs are off' },
    check: bucketHas('aws_s3_bucket_ownership_controls', 'takes ACLs', (block) =>
      has(block, 'rule.object_ownership', 'BucketOwnerEnforced'),
    ),
  },
];
