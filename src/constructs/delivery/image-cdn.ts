import { CloudfrontCachePolicy } from '@cdktf/provider-aws/lib/cloudfront-cache-policy';
import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontMonitoringSubscription } from '@cdktf/provider-aws/lib/cloudfront-monitoring-subscription';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { DataAwsRoute53Zone } from '@cdktf/provider-aws/lib/data-aws-route53-zone';
import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';
import type { AccessLogBucket } from '../storage/access-log-bucket';
import { CdnAccessLogs } from './cdn-access-logs';
import type { ImageBucket } from '../storage/image-bucket';
import { ImageCertificate } from './image-certificate';
import { ImageResponseHeaders } from './image-response-headers';
import { ImageWebAcl } from './image-web-acl';
import { checkProp } from '../check-prop';

export interface ImageCdnProps {
  /** Prefix of the names of the account-wide policies, e.g. `image-service-dev`. */
  readonly name: string;
  readonly domainName: string;
  /** The public Route 53 zone that holds the domain name; it has to exist. */
  readonly hostedZoneName: string;
  readonly bucket: ImageBucket;
  readonly accessLogs: AccessLogBucket;
  /** Sites whose scripts may read the images. */
  readonly allowedOrigins: readonly string[];
  readonly priceClass: 'PriceClass_100' | 'PriceClass_200' | 'PriceClass_All';
  /**
   * Query strings that reach the bucket and vary the cache.
   * @default none: `?anything` is the same image
   */
  readonly cachedQueryStrings?: readonly string[];
  /**
   * A region's name adds CloudFront's extra caching layer there.
   * @default no Origin Shield
   */
  readonly originShieldRegion?: string | undefined;
  /** @default off: no web ACL */
  readonly webAcl?: 'off' | 'managed-rules';
  /**
   * A provider for us-east-1, where certificate, web ACL and log delivery have to be.
   * @default the stack's provider, which then has to be in us-east-1
   */
  readonly usEast1Provider?: AwsProvider | undefined;
}

const DAY_SECONDS = 24 * 60 * 60;

/**
 * How long an error is remembered: an image may appear a moment after it was first asked for.
 * 403 is what a missing object answers (docs/decisions/0005-missing-images-answer-403.md).
 */
const ERROR_CACHING_SECONDS = 10;
const CACHED_ERRORS = [403, 404, 500, 502, 503, 504];

const ORIGIN_ID = 'images';

/** The distribution in front of the image bucket: HTTPS only, cached for long, reached at its domain. */
export class ImageCdn extends Construct {
  readonly distribution: CloudfrontDistribution;
  readonly certificate: ImageCertificate;
  /** Without it CacheHitRate and the other additional metrics do not exist. */
  readonly monitoring: CloudfrontMonitoringSubscription;

  constructor(scope: Construct, id: string, props: ImageCdnProps) {
    super(scope, id);
    checkProp(
      this,
      { domainName: props.domainName },
      !props.domainName.endsWith(`.${props.hostedZoneName}`) &&
        `must lie within hostedZoneName ${props.hostedZoneName}`,
    );
    const zone = this.lookUpZone(props);
    this.certificate = this.createCertificate(props, zone);
    this.distribution = this.createDistribution(props);
    this.monitoring = this.createMonitoringSubscription();
    new CdnAccessLogs(this, 'access-logs', {
      name: `${props.name}-images`,
      distribution: this.distribution,
      accessLogs: props.accessLogs,
      provider: props.usEast1Provider,
    });
    this.grantReadToDistribution(props.bucket);
    this.createAliasRecords(props, zone);
  }

  private lookUpZone(props: ImageCdnProps): DataAwsRoute53Zone {
    return new DataAwsRoute53Zone(this, 'zone', { name: props.hostedZoneName, privateZone: false });
  }

  private createCertificate(props: ImageCdnProps, zone: DataAwsRoute53Zone): ImageCertificate {
    return new ImageCertificate(this, 'certificate', {
      domainName: props.domainName,
      hostedZoneId: zone.zoneId,
      provider: props.usEast1Provider,
    });
  }

  private createDistribution(props: ImageCdnProps): CloudfrontDistribution {
    const accessControl = this.createOriginAccessControl(props);
    const webAcl = this.createWebAcl(props);
    return new CloudfrontDistribution(this, 'distribution', {
      comment: `Images of ${props.name}`,
      enabled: true,
      aliases: [props.domainName],
      httpVersion: 'http2and3',
      isIpv6Enabled: true,
      priceClass: props.priceClass,
      ...(webAcl === undefined ? {} : { webAclId: webAcl.webAcl.arn }),
      origin: [
        {
          originId: ORIGIN_ID,
          domainName: props.bucket.bucket.bucketRegionalDomainName,
          originAccessControlId: accessControl.id,
          ...(props.originShieldRegion === undefined
            ? {}
            : { originShield: { enabled: true, originShieldRegion: props.originShieldRegion } }),
        },
      ],
      defaultCacheBehavior: {
        targetOriginId: ORIGIN_ID,
        viewerProtocolPolicy: 'redirect-to-https',
        allowedMethods: ['GET', 'HEAD'],
        cachedMethods: ['GET', 'HEAD'],
        // JPEG, PNG, WebP and AVIF are compressed already.
        compress: false,
        cachePolicyId: this.createCachePolicy(props).id,
        responseHeadersPolicyId: this.createResponseHeadersPolicy(props).policy.id,
      },
      customErrorResponse: CACHED_ERRORS.map((errorCode) => ({
        errorCode,
        errorCachingMinTtl: ERROR_CACHING_SECONDS,
      })),
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate: {
        acmCertificateArn: this.certificate.issuedArn,
        minimumProtocolVersion: 'TLSv1.2_2021',
        sslSupportMethod: 'sni-only',
      },
    });
  }

  private createOriginAccessControl(props: ImageCdnProps): CloudfrontOriginAccessControl {
    return new CloudfrontOriginAccessControl(this, 'origin-access-control', {
      name: `${props.name}-images`,
      originAccessControlOriginType: 's3',
      signingBehavior: 'always',
      signingProtocol: 'sigv4',
    });
  }

  private createWebAcl(props: ImageCdnProps): ImageWebAcl | undefined {
    if (props.webAcl !== 'managed-rules') return undefined;
    return new ImageWebAcl(this, 'web-acl', {
      name: `${props.name}-images`,
      provider: props.usEast1Provider,
    });
  }

  private createCachePolicy(props: ImageCdnProps): CloudfrontCachePolicy {
    const queryStrings = props.cachedQueryStrings ?? [];
    return new CloudfrontCachePolicy(this, 'cache-policy', {
      name: `${props.name}-images`,
      minTtl: 0,
      defaultTtl: DAY_SECONDS,
      maxTtl: 365 * DAY_SECONDS,
      parametersInCacheKeyAndForwardedToOrigin: {
        cookiesConfig: { cookieBehavior: 'none' },
        headersConfig: { headerBehavior: 'none' },
        queryStringsConfig:
          queryStrings.length === 0
            ? { queryStringBehavior: 'none' }
            : {
                queryStringBehavior: 'whitelist',
                queryStrings: { items: [...queryStrings] },
              },
        enableAcceptEncodingBrotli: false,
        enableAcceptEncodingGzip: false,
      },
    });
  }

  private createResponseHeadersPolicy(props: ImageCdnProps): ImageResponseHeaders {
    return new ImageResponseHeaders(this, 'response-headers', {
      name: `${props.name}-images`,
      allowedOrigins: props.allowedOrigins,
    });
  }

  private createMonitoringSubscription(): CloudfrontMonitoringSubscription {
    return new CloudfrontMonitoringSubscription(this, 'monitoring', {
      distributionId: this.distribution.id,
      monitoringSubscription: {
        realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: 'Enabled' },
      },
    });
  }

  private grantReadToDistribution(bucket: ImageBucket): void {
    bucket.addToPolicy({
      sid: 'AllowDistributionToRead',
      principals: [{ type: 'Service', identifiers: ['cloudfront.amazonaws.com'] }],
      // Without s3:ListBucket: a missing image answers 403, and nobody can list the bucket.
      actions: ['s3:GetObject'],
      resources: [`${bucket.bucket.arn}/*`],
      conditions: [
        { test: 'StringEquals', variable: 'aws:SourceArn', values: [this.distribution.arn] },
      ],
    });
  }

  private createAliasRecords(props: ImageCdnProps, zone: DataAwsRoute53Zone): void {
    for (const type of ['A', 'AAAA']) {
      new Route53Record(this, `${type.toLowerCase()}-record`, {
        zoneId: zone.zoneId,
        name: props.domainName,
        type,
        alias: {
          name: this.distribution.domainName,
          zoneId: this.distribution.hostedZoneId,
          evaluateTargetHealth: false,
        },
      });
    }
  }
}
