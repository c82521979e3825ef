import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { S3BucketLifecycleConfigurationRule } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { EVERYBODY, Policy, type Statement } from '../iam/policy';
import type { Protection } from '../protection';

export interface PrivateBucketProps {
  readonly bucketName: string;
  readonly protection: Protection;
  /** How long a replaced or deleted object can still be restored, in days. */
  readonly noncurrentVersionDays: number;
  /** @default no rules beyond those every private bucket has */
  readonly lifecycleRules?: readonly S3BucketLifecycleConfigurationRule[];
}

/** An S3 bucket that nobody reaches but by policy and over TLS 1.2: versioned, encrypted, never public. */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  /** Others wait for it where AWS checks it: log delivery, and the first write. */
  readonly policy: S3BucketPolicy;
  /** The first object waits for it: one from before has no version. */
  readonly versioning: S3BucketVersioningA;
  private readonly statements: Policy;

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.bucket = this.createBucket(props);
    const publicAccessBlock = this.createPublicAccessBlock();
    this.disableAcls();
    this.versioning = this.enableVersioning();
    this.configureEncryption();
    this.createLifecycle(props);
    this.statements = new Policy(this, 'policy-document', this.tlsStatements());
    this.policy = new S3BucketPolicy(this, 'policy', {
      bucket: this.bucket.id,
      policy: this.statements.json,
      // Both calls write the same bucket's access settings: S3 answers 409 when they meet.
      dependsOn: [publicAccessBlock],
    });
  }

  /** Adds a statement to the bucket's one policy. */
  addToPolicy(statement: Statement): void {
    this.statements.add(statement);
  }

  private createBucket(props: PrivateBucketProps): S3Bucket {
    return new S3Bucket(this, 'bucket', {
      bucket: props.bucketName,
      forceDestroy: props.protection === 'disposable',
      lifecycle: { preventDestroy: props.protection === 'protected' },
    });
  }

  private createPublicAccessBlock(): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(this, 'public-access-block', {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  }

  private disableAcls(): void {
    new S3BucketOwnershipControls(this, 'ownership-controls', {
      bucket: this.bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
  }

  private enableVersioning(): S3BucketVersioningA {
    return new S3BucketVersioningA(this, 'versioning', {
      bucket: this.bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
  }

  private configureEncryption(): void {
    new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: this.bucket.id,
      rule: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' },
          bucketKeyEnabled: true,
        },
      ],
    });
  }

  private createLifecycle(props: PrivateBucketProps): void {
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: this.bucket.id,
      rule: [
        {
          id: 'abort-multipart-uploads',
          status: 'Enabled',
          filter: [{}],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
        {
          id: 'expire-noncurrent-versions',
          status: 'Enabled',
          filter: [{}],
          noncurrentVersionExpiration: [{ noncurrentDays: props.noncurrentVersionDays }],
          // What marks an object as deleted goes once no version of it is left.
          expiration: [{ expiredObjectDeleteMarker: true }],
        },
        ...(props.lifecycleRules ?? []),
      ],
      // A rule on noncurrent versions needs the bucket to have them.
      dependsOn: [this.versioning],
    });
  }

  private tlsStatements(): Statement[] {
    const everyone = {
      effect: 'Deny',
      principals: EVERYBODY,
      actions: ['s3:*'],
      resources: [this.bucket.arn, `${this.bucket.arn}/*`],
    } as const;
    return [
      {
        ...everyone,
        sid: 'DenyPlainHttp',
        conditions: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
      },
      {
        ...everyone,
        sid: 'DenyOldTls',
        conditions: [{ test: 'NumericLessThan', variable: 's3:TlsVersion', values: ['1.2'] }],
      },
    ];
  }
}
