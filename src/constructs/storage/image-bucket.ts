import { S3BucketCorsConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-cors-configuration';
import { S3BucketMetric } from '@cdktf/provider-aws/lib/s3-bucket-metric';
import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { S3BucketNotification } from '@cdktf/provider-aws/lib/s3-bucket-notification';
import { dependable } from 'cdktf';
import type { Construct } from 'constructs';
import type { AccessLogBucket } from './access-log-bucket';
import { accountOf, type Grantable } from '../iam/policy';
import { PrivateBucket } from './private-bucket';
import { checkProp } from '../check-prop';
import type { Protection } from '../protection';

export interface ImageBucketProps {
  readonly bucketName: string;
  readonly protection: Protection;
  /** How long a replaced or deleted image can still be restored, in days. */
  readonly noncurrentVersionDays: number;
  /** Sites whose pages upload through presigned requests. */
  readonly uploadOrigins: readonly string[];
  readonly accessLogs: AccessLogBucket;
}

/** Without s3:ListBucket a missing object answers 403, for functions as for the distribution. */
const GET_ACTIONS = ['s3:GetObject'] as const;

/**
 * s3:PutObject covers every step of a multipart upload but giving it up.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 */
const PUT_ACTIONS = ['s3:AbortMultipartUpload', 's3:PutObject'] as const;

/** Hides the object behind a delete marker; only s3:DeleteObjectVersion would destroy it. */
const DELETE_ACTIONS = ['s3:DeleteObject'] as const;

/** The whole bucket is nobody's: a grant names what it is about. */
const KEY_PATTERN = /^[\w.-][\w./-]*\*?$/;

/** A beginning or an end of keys, as a notification's filter takes it literally. */
const KEY_PART = /^[\w./-]+$/;

/** Which new objects invoke which function. */
export interface ObjectNotification {
  readonly filter: { readonly prefix: string; readonly suffix?: string };
  readonly function: LambdaFunction;
}

/** Everything that the grants on objects can add up to. */
export const OBJECT_ACTIONS = [...GET_ACTIONS, ...PUT_ACTIONS, ...DELETE_ACTIONS] as const;

/** Holds the images: private, versioned, tiered after 30 days, uploaded to from the site's origins. */
export class ImageBucket extends PrivateBucket {
  /** Its name is the FilterId dimension of the bucket's request metrics. */
  readonly requestMetrics: S3BucketMetric;
  private readonly notified: ObjectNotification[] = [];
  /** A bucket has one for all functions; none until there is one. */
  private notifications: S3BucketNotification | undefined;

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
    this.configureCors(props.uploadOrigins);
    this.requestMetrics = this.createRequestMetrics();
    props.accessLogs.enableAccessLogging(this);
  }

  /** Lets a function read the objects that match, e.g. `uploads/*`. */
  grantGet(role: Grantable, keys: string): void {
    this.grant(role, 'Get', GET_ACTIONS, keys);
  }

  /** Lets a function write, or presign the upload of, the objects that match. */
  grantPut(role: Grantable, keys: string): void {
    this.grant(role, 'Put', PUT_ACTIONS, keys);
  }

  /** Lets a function delete the objects that match; their versions stay restorable for a while. */
  grantDelete(role: Grantable, keys: string): void {
    this.grant(role, 'Delete', DELETE_ACTIONS, keys);
  }

  /** Invokes a function for each new object; the permission for it becomes a child of `scope`. */
  addNotification(scope: Construct, added: ObjectNotification): void {
    this.checkFilter(added.filter);
    const permission = new LambdaPermission(scope, 'notification-permission', {
      statementId: 'invoke-objects',
      action: 'lambda:InvokeFunction',
      functionName: added.function.functionName,
      principal: 's3.amazonaws.com',
      sourceArn: this.bucket.arn,
      // A bucket's name may be somebody else's one day.
      sourceAccount: accountOf(this),
    });
    this.notified.push(added);
    this.notifications ??= new S3BucketNotification(this, 'notifications', {
      bucket: this.bucket.id,
    });
    this.notifications.putLambdaFunction(
      this.notified.map(({ filter, function: { arn } }) => ({
        lambdaFunctionArn: arn,
        events: ['s3:ObjectCreated:*'],
        filterPrefix: filter.prefix,
        ...(filter.suffix !== undefined && { filterSuffix: filter.suffix }),
      })),
    );
    // S3 asks Lambda for the permission first.
    this.notifications.dependsOn = [
      ...(this.notifications.dependsOn ?? []),
      dependable(permission),
    ];
  }

  private checkFilter(filter: ObjectNotification['filter']): void {
    const { prefix, suffix = '' } = filter;
    checkProp(
      this,
      { objects: filter },
      !(KEY_PART.test(prefix) && (filter.suffix === undefined || KEY_PART.test(suffix))) &&
        'must have a prefix such as uploads/, without a star, and a suffix such as .jpg or none',
    );
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
    const rival = this.notified.find(
      ({ filter: other }) =>
        (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix)) &&
        (suffix.endsWith(other.suffix ?? '') || (other.suffix ?? '').endsWith(suffix)),
    );
    checkProp(
      this,
      { objects: filter },
      rival !== undefined &&
        `must not catch the same keys as another function's (prefix ${rival.filter.prefix}): S3 refuses that`,
    );
  }

  private grant(role: Grantable, verb: string, actions: readonly string[], keys: string): void {
    checkProp(
      this,
      { keys },
      !KEY_PATTERN.test(keys) &&
        "must be a prefix and one star at the end, such as 'uploads/*', or one key",
    );
    role.addToPolicy({
      sid: `${verb}Images`,
      actions,
      resources: [`${this.bucket.arn}/${keys}`],
    });
  }

  private configureCors(origins: readonly string[]): void {
    new S3BucketCorsConfiguration(this, 'cors', {
      bucket: this.bucket.id,
      corsRule: [
        {
          allowedOrigins: [...origins],
          allowedMethods: ['PUT', 'POST'],
          allowedHeaders: ['*'],
          // A page needs the ETag of each part to complete a multipart upload, and libraries read where a POST went.
          exposeHeaders: ['ETag', 'Location'],
          maxAgeSeconds: 3600,
        },
      ],
    });
  }

  private createRequestMetrics(): S3BucketMetric {
    return new S3BucketMetric(this, 'request-metrics', {
      bucket: this.bucket.id,
      name: 'EntireBucket',
    });
  }
}
