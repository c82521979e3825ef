import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import type { LifecycleRule, Transition } from '@aws-sdk/client-s3';
import { bucketName } from '../../config/names';
import { denies, OLD_TLS, PLAIN_HTTP, type Denial } from '../../aws/bucket-policy';
import { resourceCheck } from './attribute-checks';
import type { Check } from './check';
import type { Deployed } from './deployed';

/** What the epic asks of the image bucket. */
export const BUCKET_CHECKS: readonly Check[] = [
  {
    id: 'bucket-exists',
    criterion: '1.3.4 Bucket exists',
    expected: ({ stage }) => bucketName(stage),
    check: async ({ clients, bucket }) => {
      await clients.s3.send(new HeadBucketCommand(bucket));
      return bucket.Bucket;
    },
  },
  resourceCheck({
    id: 'bucket-lifecycle',
    criterion: '1.2.3 Bucket lifecycle',
    path: 'image-bucket/lifecycle',
    aws: async ({ clients, bucket }) => {
      const { Rules = [] } = await clients.s3.send(
        new GetBucketLifecycleConfigurationCommand(bucket),
      );
      return Rules.filter(({ Status }) => Status === 'Enabled');
    },
    attributes: {
      'rule.id': (rules) => rules.map(({ ID }) => ID),
      'rule.transition.days': (rules) => transitions(rules).map(({ Days }) => Days),
      'rule.transition.storage_class': (rules) =>
        transitions(rules).map(({ StorageClass }) => StorageClass),
    },
  }),
  resourceCheck({
    id: 'bucket-cors',
    criterion: '1.2.3 CORS for uploads',
    path: 'image-bucket/cors',
    aws: async ({ clients, bucket }) =>
      (await clients.s3.send(new GetBucketCorsCommand(bucket))).CORSRules ?? [],
    attributes: {
      'cors_rule.allowed_methods': (rules) => rules.flatMap((rule) => rule.AllowedMethods),
      'cors_rule.allowed_origins': (rules) => rules.flatMap((rule) => rule.AllowedOrigins),
      'cors_rule.expose_headers': (rules) => rules.flatMap((rule) => rule.ExposeHeaders),
    },
  }),
  resourceCheck({
    id: 'bucket-versioning',
    criterion: '1.2.3 Bucket versioning',
    path: 'image-bucket/versioning',
    aws: ({ clients, bucket }) => clients.s3.send(new GetBucketVersioningCommand(bucket)),
    attributes: { 'versioning_configuration.status': ({ Status = 'never enabled' }) => Status },
  }),
  resourceCheck({
    id: 'bucket-encryption',
    criterion: 'Security: bucket encrypted at rest',
    path: 'image-bucket/encryption',
    aws: async ({ clients, bucket }) =>
      (await clients.s3.send(new GetBucketEncryptionCommand(bucket)))
        .ServerSideEncryptionConfiguration?.Rules ?? [],
    attributes: {
      'rule.apply_server_side_encryption_by_default.sse_algorithm': (rules) =>
        rules.map((rule) => rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm),
    },
  }),
  resourceCheck({
    id: 'bucket-public-access',
    criterion: 'Security: bucket never public',
    path: 'image-bucket/public-access-block',
    aws: async ({ clients, bucket }) =>
      (await clients.s3.send(new GetPublicAccessBlockCommand(bucket)))
        .PublicAccessBlockConfiguration ?? {},
    attributes: {
      block_public_acls: ({ BlockPublicAcls: isOn = false }) => isOn,
      block_public_policy: ({ BlockPublicPolicy: isOn = false }) => isOn,
      ignore_public_acls: ({ IgnorePublicAcls: isOn = false }) => isOn,
      restrict_public_buckets: ({ RestrictPublicBuckets: isOn = false }) => isOn,
    },
  }),
  {
    id: 'bucket-plain-http',
    criterion: 'Security: bucket denies plain HTTP',
    expected: () => 'denied to everyone',
    check: (deployed) => denied(deployed, PLAIN_HTTP),
  },
  {
    id: 'bucket-old-tls',
    criterion: 'Security: bucket denies TLS below 1.2',
    expected: () => 'denied to everyone',
    check: (deployed) => denied(deployed, OLD_TLS),
  },
];

const transitions = (rules: readonly LifecycleRule[]): Transition[] =>
  rules.flatMap(({ Transitions = [] }) => Transitions);

async function denied({ clients, bucket }: Deployed, denial: Denial): Promise<string> {
  const { Policy } = await clients.s3.send(new GetBucketPolicyCommand(bucket));
  return denies(Policy, bucket.Bucket, denial)
    ? 'denied to everyone'
    : 'no statement of the policy denies it to everyone';
}
