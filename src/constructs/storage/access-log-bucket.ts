import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import type { Construct } from 'constructs';
import { accountOf } from '../iam/policy';
import { PrivateBucket } from './private-bucket';
import type { Protection } from '../protection';

export interface AccessLogBucketProps {
  readonly bucketName: string;
  readonly protection: Protection;
}

/** Takes the access logs of S3 (under `s3/`) and of CloudFront (under `AWSLogs/`), for 90 days. */
export class AccessLogBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, props: AccessLogBucketProps) {
    super(scope, id, {
      bucketName: props.bucketName,
      protection: props.protection,
      noncurrentVersionDays: 1,
      lifecycleRules: [
        {
          id: 'expire-logs',
          status: 'Enabled',
          filter: [{}],
          expiration: [{ days: 90 }],
        },
      ],
    });
    this.allowLogDelivery();
  }

  /** Logs here who reads and writes `source`: S3 may write that, and nobody else's. */
  enableAccessLogging(source: PrivateBucket): void {
    this.addToPolicy({
      sid: 'AllowS3AccessLogs',
      principals: [{ type: 'Service', identifiers: ['logging.s3.amazonaws.com'] }],
      actions: ['s3:PutObject'],
      resources: [`${this.bucket.arn}/s3/*`],
      conditions: [
        { test: 'ArnEquals', variable: 'aws:SourceArn', values: [source.bucket.arn] },
        { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountOf(this)] },
      ],
    });
    new S3BucketLoggingA(source, 'access-logs', {
      bucket: source.bucket.id,
      targetBucket: this.bucket.id,
      targetPrefix: 's3/',
      // S3 refuses a target that does not let it write yet.
      dependsOn: [this.policy],
    });
  }

  /**
   * Lets CloudWatch Logs deliver what this account's CloudFront logs: as AWS itself writes it into a policy
   * that lacks it. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
   */
  private allowLogDelivery(): void {
    const accountId = accountOf(this);
    const sources = `arn:aws:logs:us-east-1:${accountId}:delivery-source:*`;
    this.addToPolicy({
      sid: 'AWSLogDeliveryWrite',
      principals: [{ type: 'Service', identifiers: ['delivery.logs.amazonaws.com'] }],
      actions: ['s3:PutObject'],
      resources: [`${this.bucket.arn}/AWSLogs/${accountId}/*`],
      conditions: [
        {
          test: 'StringEquals',
          variable: 's3:x-amz-acl',
          values: ['bucket-owner-full-control'],
        },
        { test: 'StringEquals', variable: 'aws:SourceAccount', values: [accountId] },
        { test: 'ArnLike', variable: 'aws:SourceArn', values: [sources] },
      ],
    });
  }
}
