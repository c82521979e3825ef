import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import type {
  CachePolicyConfig,
  DistributionConfig,
  OriginAccessControlConfig,
} from '@aws-sdk/client-cloudfront';
import { GetCachePolicyCommand, GetOriginAccessControlCommand } from '@aws-sdk/client-cloudfront';
import { bucketName } from '../../config/names';
import { resourceCheck } from './attribute-checks';
import { listed, type Check } from './check';
import type { Deployed } from './deployed';
import { resourceAt, textOf } from './synthesized-resource';

const DISTRIBUTION = {
  path: 'image-cdn/distribution',
  aws: async ({ distribution }: Deployed): Promise<Partial<DistributionConfig>> =>
    (await distribution())?.DistributionConfig ?? {},
};

const QUERY_STRINGS = 'parameters_in_cache_key_and_forwarded_to_origin.query_strings_config';

/** What the epic asks of the distribution. */
export const CDN_CHECKS: readonly Check[] = [
  {
    id: 'cdn-deployed',
    criterion: '1.3.5 Distribution deployed',
    expected: () => 'Deployed, enabled',
    check: async ({ distribution }) => {
      const { Status = '?', DistributionConfig: config } = (await distribution()) ?? {};
      return `${Status}, ${config?.Enabled === true ? 'enabled' : 'disabled'}`;
    },
  },
  {
    id: 'cdn-origin',
    criterion: '1.2.4 S3 origin',
    expected: ({ stage }) => bucketName(stage),
    check: async ({ distribution }) =>
      listed(
        (await distribution())?.DistributionConfig?.Origins?.Items?.map(
          // <bucket>.s3.<region>.amazonaws.com: names of buckets have no dots here.
          ({ DomainName = '' }) => DomainName.split('.s3.')[0],
        ),
      ),
  },
  resourceCheck<OriginAccessControlConfig | undefined>({
    id: 'cdn-origin-access',
    criterion: 'Security: origin access control',
    path: 'image-cdn/origin-access-control',
    aws: async ({ clients, distribution }) => {
      const [origin] = (await distribution())?.DistributionConfig?.Origins?.Items ?? [];
      const Id = origin?.OriginAccessControlId ?? '';
      if (Id === '') return undefined;
      const command = new GetOriginAccessControlCommand({ Id });
      return (await clients.cloudfront.send(command)).OriginAccessControl
        ?.OriginAccessControlConfig;
    },
    attributes: {
      origin_access_control_origin_type: (config) => config?.OriginAccessControlOriginType,
      signing_behavior: (config) => config?.SigningBehavior,
      signing_protocol: (config) => config?.SigningProtocol,
    },
  }),
  resourceCheck<CachePolicyConfig | undefined>({
    id: 'cdn-cache',
    criterion: '1.2.4 Cache for images (seconds)',
    path: 'image-cdn/cache-policy',
    aws: async ({ clients, distribution }) => {
      const behavior = (await distribution())?.DistributionConfig?.DefaultCacheBehavior;
      const command = new GetCachePolicyCommand({ Id: behavior?.CachePolicyId });
      return (await clients.cloudfront.send(command)).CachePolicy?.CachePolicyConfig;
    },
    attributes: {
      min_ttl: (policy) => policy?.MinTTL,
      default_ttl: (policy) => policy?.DefaultTTL,
      max_ttl: (policy) => policy?.MaxTTL,
      [`${QUERY_STRINGS}.query_string_behavior`]: (policy) =>
        policy?.ParametersInCacheKeyAndForwardedToOrigin?.QueryStringsConfig?.QueryStringBehavior,
      [`${QUERY_STRINGS}.query_strings.items`]: (policy) =>
        policy?.ParametersInCacheKeyAndForwardedToOrigin?.QueryStringsConfig?.QueryStrings?.Items,
    },
  }),
  resourceCheck({
    id: 'cdn-https',
    criterion: 'Security: CloudFront uses HTTPS only',
    ...DISTRIBUTION,
    attributes: {
      'default_cache_behavior.viewer_protocol_policy': ({
        DefaultCacheBehavior: first,
        CacheBehaviors: more,
      }) => {
        const all = [first, ...(more?.Items ?? [])];
        return [...new Set(all.map((behavior) => behavior?.ViewerProtocolPolicy))];
      },
    },
  }),
  {
    id: 'cdn-https-live',
    criterion: 'Security: http:// is sent to https://',
    expected: () => '301 to https',
    check: async ({ clients, output }, { isLocal }) => {
      if (isLocal) return { skipped: 'the local AWS speaks no TLS' };
      const { status, location } = await clients.request(`http://${output('cdn_domain_name')}/`);
      return location?.startsWith('https://') === true ? `${status} to https` : `${status}`;
    },
  },
  resourceCheck({
    id: 'cdn-tls',
    criterion: 'Security: oldest TLS',
    ...DISTRIBUTION,
    attributes: {
      'viewer_certificate.minimum_protocol_version': ({ ViewerCertificate }) =>
        ViewerCertificate?.MinimumProtocolVersion,
    },
  }),
  resourceCheck({
    id: 'cdn-alias',
    criterion: '1.2.4 Custom domain',
    ...DISTRIBUTION,
    attributes: { aliases: ({ Aliases }) => Aliases?.Items },
  }),
  {
    id: 'cdn-certificate',
    criterion: '1.2.4 Certificate',
    expected: (context) => {
      const certificate = resourceAt(context, 'image-cdn/certificate/certificate');
      return `${textOf(certificate, 'domain_name', context)} ISSUED`;
    },
    check: async ({ clients, distribution }) => {
      const arn = (await distribution())?.DistributionConfig?.ViewerCertificate?.ACMCertificateArn;
      if (arn === undefined) return "CloudFront's own";
      const { Certificate } = await clients.acm.send(
        new DescribeCertificateCommand({ CertificateArn: arn }),
      );
      return `${Certificate?.DomainName ?? '?'} ${Certificate?.Status ?? '?'}`;
    },
  },
];
