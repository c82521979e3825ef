import { S3BucketCorsConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-cors-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketMetric } from '@cdktf/provider-aws/lib/s3-bucket-metric';
import type { Construct } from 'constructs';
import type { AccessLogBucket } from './access-log-bucket';
import { PrivateBucket } from './private-bucket';
import type { Protection } from './protection';

export interface ImageBucketProps {
  readonly bucketName: string;
  readonly protection: Protection;
  /** How long a replaced or deleted image can still be restored, in days. */
  readonly noncurrentVersionDays: number;
  /** Sites whose pages upload through presigned requests. */
  readonly uploadOrigins: readonly string[];
  readonly accessLogs: AccessLogBucket;
}

/** Holds the images: private, versioned, tiered after 30 days, uploaded to from the site's origins. */
export class ImageBucket extends PrivateBucket {
  /** Its name is the FilterId dimension of the bucket's request metrics. */
  readonly requestMetrics: S3BucketMetric;

  constructor(scope: Construct, id: string, props: ImageBucketProps) {
    super(scope, id, {
      bucketName: props.bucketName,
      protection: props.protection,
      noncurrentVersionDays: props.noncurrentVersionDays,
      lifecycleRules: [
        {
          id: 'intelligent-tiering',
          status: 'Enabled',
          filter: [{}],
          transition: [{ days: 30, storageClass: 'INTELLIGENT_TIERING' }],
        },
      ],
    });
    this.allowUploadsFrom(props.uploadOrigins);
    this.requestMetrics = this.measureRequests();
    this.logAccess(props.accessLogs);
  }

  private allowUploadsFrom(origins: readonly string[]): void {
    new S3BucketCorsConfiguration(this, 'cors', {
      bucket: this.bucket.id,
      corsRule: [
        {
          allowedOrigins: [...origins],
          allowedMethods: ['PUT', 'POST'],
          allowedHeaders: ['*'],
          // A page needs the ETag of each part to complete a multipart upload.
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 3600,
        },
      ],
    });
  }

  private measureRequests(): S3BucketMetric {
    return new S3BucketMetric(this, 'request-metrics', {
      bucket: this.bucket.id,
      name: 'EntireBucket',
    });
  }

  private logAccess(logs: AccessLogBucket): void {
    logs.acceptAccessLogsOf(this.bucket);
    new S3BucketLoggingA(this, 'access-logs', {
      bucket: this.bucket.id,
      targetBucket: logs.bucket.id,
      targetPrefix: 's3/',
      // S3 refuses a target that does not let it write yet.
      dependsOn: [logs.acl, logs.policy],
    });
  }
}
