import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import { bucketName } from '../../config/names';
import type { Denial } from '../bucket-policy';
import { denies, OLD_TLS, PLAIN_HTTP } from '../bucket-policy';
import type { Check } from './check';
import { listed } from './check';
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
  {
    id: 'bucket-lifecycle',
    criterion: '1.2.3 Bucket lifecycle',
    expected: ({ expected }) =>
      listed(
        expected.lifecycle.map(({ id, transition = [] }) =>
          rule(
            id,
            transition.map(({ days, storage_class: into }) => `${into} after ${days} days`),
          ),
        ),
      ),
    check: async ({ clients, bucket }) => {
      const { Rules } = await clients.s3.send(new GetBucketLifecycleConfigurationCommand(bucket));
      return listed(
        Rules?.filter(({ Status }) => Status === 'Enabled').map(({ ID = '', Transitions = [] }) =>
          rule(
            ID,
            Transitions.map(
              ({ StorageClass = '', Days = 0 }) => `${StorageClass} after ${Days} days`,
            ),
          ),
        ),
      );
    },
  },
  {
    id: 'bucket-cors',
    criterion: '1.2.3 CORS for uploads',
    expected: ({ expected }) =>
      listed(
        expected.cors.map((one) =>
          cors(one.allowed_methods, one.allowed_origins, one.expose_headers),
        ),
      ),
    check: async ({ clients, bucket }) => {
      const { CORSRules } = await clients.s3.send(new GetBucketCorsCommand(bucket));
      return listed(
        CORSRules?.map((one) => cors(one.AllowedMethods, one.AllowedOrigins, one.ExposeHeaders)),
      );
    },
  },
  {
    id: 'bucket-versioning',
    criterion: '1.2.3 Bucket versioning',
    expected: ({ expected }) => expected.versioning,
    check: async ({ clients, bucket }) =>
      (await clients.s3.send(new GetBucketVersioningCommand(bucket))).Status ?? 'never enabled',
  },
  {
    id: 'bucket-encryption',
    criterion: 'Security: bucket encrypted at rest',
    expected: ({ expected }) => listed(expected.encryption),
    check: async ({ clients, bucket }) => {
      const { ServerSideEncryptionConfiguration: found } = await clients.s3.send(
        new GetBucketEncryptionCommand(bucket),
      );
      return listed(
        found?.Rules?.map((one) => one.ApplyServerSideEncryptionByDefault?.SSEAlgorithm),
      );
    },
  },
  {
    id: 'bucket-public-access',
    criterion: 'Security: bucket never public',
    expected: () => 'all blocked',
    check: async ({ clients, bucket }) => {
      const { PublicAccessBlockConfiguration: block } = await clients.s3.send(
        new GetPublicAccessBlockCommand(bucket),
      );
      const open = (
        [
          'BlockPublicAcls',
          'BlockPublicPolicy',
          'IgnorePublicAcls',
          'RestrictPublicBuckets',
        ] as const
      ).filter((setting) => block?.[setting] !== true);
      return open.length === 0 ? 'all blocked' : `off: ${open.join(', ')}`;
    },
  },
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

const rule = (id: string, transitions: readonly string[]): string =>
  transitions.length === 0 ? id : `${id} (${transitions.join(', ')})`;

const cors = (
  methods: readonly string[] = [],
  origins: readonly string[] = [],
  exposed: readonly string[] = [],
): string => `${listed(methods)} from ${listed(origins)}, exposes ${listed(exposed)}`;

async function denied({ clients, bucket }: Deployed, denial: Denial): Promise<string> {
  const { Policy } = await clients.s3.send(new GetBucketPolicyCommand(bucket));
  return denies(Policy, bucket.Bucket, denial)
    ? 'denied to everyone'
    : 'no statement of the policy denies it to everyone';
}
