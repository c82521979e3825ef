import type { Needs } from './needs';

/** Table, buckets and log groups. */
export const STORAGE_NEEDS = {
  aws_cloudwatch_log_group: [
    { on: 'anything', read: ['logs:DescribeLogGroups'] },
    {
      on: 'logGroups',
      read: ['logs:ListTagsForResource'],
      create: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:TagResource'],
      update: ['logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
      delete: ['logs:DeleteLogGroup'],
      tag: ['logs:TagResource', 'logs:UntagResource'],
    },
  ],
  aws_dynamodb_table: [
    {
      on: 'table',
      read: [
        'dynamodb:DescribeTable',
        'dynamodb:DescribeContinuousBackups',
        'dynamodb:DescribeTimeToLive',
        'dynamodb:ListTagsOfResource',
      ],
      create: ['dynamodb:CreateTable', 'dynamodb:UpdateContinuousBackups', 'dynamodb:TagResource'],
      update: [
        'dynamodb:UpdateTable',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTimeToLive',
      ],
      delete: ['dynamodb:DeleteTable'],
      tag: ['dynamodb:TagResource', 'dynamodb:UntagResource'],
    },
    // The provider looks up which key the table is encrypted with.
    { on: 'dynamodbKey', read: ['kms:DescribeKey'] },
  ],
  aws_s3_bucket: [
    {
      on: 'buckets',
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
    { on: 'objects', empty: ['s3:DeleteObject', 's3:DeleteObjectVersion'] },
  ],
  aws_s3_bucket_cors_configuration: configuration('s3:GetBucketCORS', 's3:PutBucketCORS'),
  aws_s3_bucket_lifecycle_configuration: configuration(
    's3:GetLifecycleConfiguration',
    's3:PutLifecycleConfiguration',
  ),
  aws_s3_bucket_logging: configuration('s3:GetBucketLogging', 's3:PutBucketLogging'),
  aws_s3_bucket_metric: configuration('s3:GetMetricsConfiguration', 's3:PutMetricsConfiguration'),
  aws_s3_bucket_ownership_controls: configuration(
    's3:GetBucketOwnershipControls',
    's3:PutBucketOwnershipControls',
  ),
  aws_s3_bucket_policy: [
    {
      on: 'buckets',
      read: ['s3:GetBucketPolicy'],
      create: ['s3:PutBucketPolicy'],
      update: ['s3:PutBucketPolicy'],
      delete: ['s3:DeleteBucketPolicy'],
    },
  ],
  aws_s3_bucket_public_access_block: configuration(
    's3:GetBucketPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
  ),
  aws_s3_bucket_server_side_encryption_configuration: configuration(
    's3:GetEncryptionConfiguration',
    's3:PutEncryptionConfiguration',
  ),
  aws_s3_bucket_versioning: configuration('s3:GetBucketVersioning', 's3:PutBucketVersioning'),
  'data.aws_canonical_user_id': [{ on: 'anything', read: ['s3:ListAllMyBuckets'] }],
} as const satisfies Needs;

/** S3 has no action of its own for taking a configuration away. */
function configuration(get: string, put: string) {
  return [{ on: 'buckets', read: [get], create: [put], update: [put], delete: [put] }] as const;
}
