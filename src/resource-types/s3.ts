import { bucketNames, codeBucketName } from '../config/names';
import { removes, type ResourceType, type ResourceTypes } from './resource-type';
import { scope, type ScopedStage } from './scope';

const bucketArns = (stage: ScopedStage): string[] =>
  [...bucketNames(stage), codeBucketName(stage)].map((name) => `arn:aws:s3:::${name}`);

export const buckets = scope('Buckets', (stage) => ({ resources: bucketArns(stage) }));
const objects = scope('Objects', (stage) => ({
  resources: bucketArns(stage).map((arn) => `${arn}/*`),
}));

const code = scope('Code', (stage) => ({
  resources: [`arn:aws:s3:::${codeBucketName(stage)}/*`],
}));

/** S3 has no action of its own for taking a configuration away. */
const configuration = (get: string, put: string): ResourceType => ({
  rights: [{ on: buckets, read: [get], create: [put], update: [put], delete: [put] }],
  data: 'none',
});

export const S3 = {
  aws_s3_bucket: {
    rights: [
      {
        on: buckets,
        // The bucket resource reads what other resources configure.
        read: [
          's3:GetAccelerateConfiguration',
          's3:GetBucketAcl',
          's3:GetBucketCORS',
          's3:GetBucketLogging',
          's3:GetBucketObjectLockConfiguration',
          's3:GetBucketPolicy',
          's3:GetBucketRequestPayment',
          's3:GetBucketTagging',
          's3:GetBucketVersioning',
          's3:GetBucketWebsite',
          's3:GetEncryptionConfiguration',
          's3:GetLifecycleConfiguration',
          's3:GetReplicationConfiguration',
          's3:ListBucket',
        ],
        create: ['s3:CreateBucket', 's3:PutBucketTagging'],
        delete: ['s3:DeleteBucket'],
        empty: ['s3:ListBucketVersions'],
        tag: ['s3:PutBucketTagging'],
      },
      { on: objects, empty: ['s3:DeleteObject', 's3:DeleteObjectVersion'] },
    ],
    data: {
      noun: 'bucket',
      loss: 'its objects, all versions, and its name',
      protectedBy: { force_destroy: false },
    },
    filledBy: {
      cors_rule: 'aws_s3_bucket_cors_configuration',
      lifecycle_rule: 'aws_s3_bucket_lifecycle_configuration',
      logging: 'aws_s3_bucket_logging',
      policy: 'aws_s3_bucket_policy',
      server_side_encryption_configuration: 'aws_s3_bucket_server_side_encryption_configuration',
      versioning: 'aws_s3_bucket_versioning',
    },
    untouched: {
      acceleration_status: null,
      object_lock_configuration: null,
      replication_configuration: null,
      request_payer: 'BucketOwner',
      website: null,
    },
    filledIn: ['website_domain', 'website_endpoint'],
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
    names: {
      attribute: 'bucket',
      allowed: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      rule: '3 to 63 of a-z, 0-9, . -',
    },
    tagged: {
      arn: /^s3:(?<name>[^/]+)$/,
      // AWS refuses it while there is anything in it.
      remove: removes('s3api', 'delete-bucket', 'bucket'),
    },
  },
  aws_s3_bucket_cors_configuration: configuration('s3:GetBucketCORS', 's3:PutBucketCORS'),
  aws_s3_bucket_lifecycle_configuration: configuration(
    's3:GetLifecycleConfiguration',
    's3:PutLifecycleConfiguration',
  ),
  aws_s3_bucket_logging: configuration('s3:GetBucketLogging', 's3:PutBucketLogging'),
  aws_s3_bucket_metric: configuration('s3:GetMetricsConfiguration', 's3:PutMetricsConfiguration'),
  aws_s3_bucket_notification: configuration('s3:GetBucketNotification', 's3:PutBucketNotification'),
  aws_s3_bucket_ownership_controls: configuration(
    's3:GetBucketOwnershipControls',
    's3:PutBucketOwnershipControls',
  ),
  aws_s3_bucket_policy: {
    rights: [
      {
        on: buckets,
        read: ['s3:GetBucketPolicy'],
        create: ['s3:PutBucketPolicy'],
        update: ['s3:PutBucketPolicy'],
        delete: ['s3:DeleteBucketPolicy'],
      },
    ],
    data: 'none',
  },
  aws_s3_bucket_public_access_block: configuration(
    's3:GetBucketPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
  ),
  aws_s3_bucket_server_side_encryption_configuration: configuration(
    's3:GetEncryptionConfiguration',
    's3:PutEncryptionConfiguration',
  ),
  aws_s3_bucket_versioning: {
    ...configuration('s3:GetBucketVersioning', 's3:PutBucketVersioning'),
    // The provider suspends versioning where it deletes this.
    data: {
      noun: 'versioning',
      loss: 'the versions of objects that are overwritten from then on',
      protectedBy: { 'versioning_configuration[0].status': 'Enabled' },
    },
  },
  aws_s3_object: {
    rights: [
      {
        on: code,
        // Whoever makes a function of it must be able to read it.
        read: ['s3:GetObject', 's3:GetObjectTagging'],
        create: ['s3:PutObject', 's3:PutObjectTagging'],
        update: ['s3:PutObject', 's3:PutObjectTagging'],
        delete: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
        tag: ['s3:PutObjectTagging'],
      },
      { on: buckets, delete: ['s3:ListBucketVersions'] },
    ],
    data: 'none',
  },
} as const satisfies ResourceTypes;
