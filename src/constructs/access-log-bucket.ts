import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsCanonicalUserId } from '@cdktf/provider-aws/lib/data-aws-canonical-user-id';
import { DataAwsCloudfrontLogDeliveryCanonicalUserId } from '@cdktf/provider-aws/lib/data-aws-cloudfront-log-delivery-canonical-user-id';
import type { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketAcl } from '@cdktf/provider-aws/lib/s3-bucket-acl';
import type { Construct } from 'constructs';
import { PrivateBucket } from './private-bucket';
import type { Protection } from './protection';

export interface AccessLogBucketProps {
  readonly bucketName: string;
  readonly protection: Protection;
  /** @default 90 days, then a log file is deleted */
  readonly expirationDays?: number;
}

/** Takes the access logs of S3 (under `s3/`) and of CloudFront (under `cloudfront/`), for 90 days. */
export class AccessLogBucket extends PrivateBucket {
  /** CloudFront writes by this ACL, S3 by the policy: who logs here waits for both. */
  readonly acl: S3BucketAcl;
  private readonly account: DataAwsCallerIdentity;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id, {
      bucketName: props.bucketName,
      protection: props.protection,
      noncurrentVersionDays: 1,
      // CloudFront's standard logs are granted by ACL:
      // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
      objectOwnership: 'BucketOwnerPreferred',
      lifecycleRules: [
        {
          id: 'expire-logs',
          status: 'Enabled',
          filter: [{}],
          expiration: [{ days: props.expirationDays ?? 90 }],
        },
      ],
    });
    this.account = new DataAwsCallerIdentity(this, 'account');
    this.acl = this.grantCloudFrontLogDelivery();
  }

  /** Lets S3 write the access logs of `source` here, and nobody else's. */
  acceptAccessLogsOf(source: S3Bucket): void {
    this.addToPolicy({
      sid: 'AllowS3AccessLogs',
      principals: [{ type: 'Service', identifiers: ['logging.s3.amazonaws.com'] }],
      actions: ['s3:PutObject'],
      resources: [`${this.bucket.arn}/s3/*`],
      condition: [
        { test: 'ArnEquals', variable: 'aws:SourceArn', values: [source.arn] },
        { test: 'StringEquals', variable: 'aws:SourceAccount', values: [this.account.accountId] },
      ],
    });
  }

  private grantCloudFrontLogDelivery(): S3BucketAcl {
    const owner = new DataAwsCanonicalUserId(this, 'owner');
    const logDelivery = new DataAwsCloudfrontLogDeliveryCanonicalUserId(this, 'log-delivery');
    return new S3BucketAcl(this, 'acl', {
      bucket: this.bucket.id,
      accessControlPolicy: {
        owner: { id: owner.id },
        grant: [owner.id, logDelivery.id].map((grantee) => ({
          permission: 'FULL_CONTROL',
          grantee: { type: 'CanonicalUser', id: grantee },
        })),
      },
      dependsOn: [this.ownership],
    });
  }
}
