import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { GetCachePolicyCommand, GetOriginAccessControlCommand } from '@aws-sdk/client-cloudfront';
import { bucketName } from '../../config/names';
import type { Check } from './check';
import { listed } from './check';

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
  {
    id: 'cdn-origin-access',
    criterion: 'Security: origin access control',
    expected: ({ expected: { accessControl: access } }) =>
      `${access.origin_access_control_origin_type} ${access.signing_behavior} ${access.signing_protocol}`,
    check: async ({ clients, distribution }) => {
      const [origin] = (await distribution())?.DistributionConfig?.Origins?.Items ?? [];
      const id = origin?.OriginAccessControlId ?? '';
      if (id === '') return 'none';
      const { OriginAccessControl: found } = await clients.cloudfront.send(
        new GetOriginAccessControlCommand({ Id: id }),
      );
      const config = found?.OriginAccessControlConfig;
      return [
        config?.OriginAccessControlOriginType,
        config?.SigningBehavior,
        config?.SigningProtocol,
      ].join(' ');
    },
  },
  {
    id: 'cdn-cache',
    criterion: '1.2.4 Cache for images (seconds)',
    expected: ({ stage, expected: { cachePolicy: policy } }) =>
      ttl(
        [policy.min_ttl, policy.default_ttl, policy.max_ttl],
        stage.cachedQueryStrings.length === 0 ? 'none' : listed(stage.cachedQueryStrings),
      ),
    check: async ({ clients, distribution }) => {
      const behavior = (await distribution())?.DistributionConfig?.DefaultCacheBehavior;
      const { CachePolicy } = await clients.cloudfront.send(
        new GetCachePolicyCommand({ Id: behavior?.CachePolicyId }),
      );
      const policy = CachePolicy?.CachePolicyConfig;
      const strings = policy?.ParametersInCacheKeyAndForwardedToOrigin?.QueryStringsConfig;
      return ttl(
        [policy?.MinTTL, policy?.DefaultTTL, policy?.MaxTTL],
        strings?.QueryStringBehavior === 'whitelist'
          ? listed(strings.QueryStrings?.Items)
          : (strings?.QueryStringBehavior ?? '?'),
      );
    },
  },
  {
    id: 'cdn-https',
    criterion: 'Security: CloudFront uses HTTPS only',
    expected: ({ expected }) => expected.distribution.default_cache_behavior.viewer_protocol_policy,
    check: async ({ distribution }) => {
      const { DefaultCacheBehavior: first, CacheBehaviors: more } =
        (await distribution())?.DistributionConfig ?? {};
      const all = [first, ...(more?.Items ?? [])];
      return listed([...new Set(all.map((behavior) => behavior?.ViewerProtocolPolicy))]);
    },
  },
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
  {
    id: 'cdn-tls',
    criterion: 'Security: oldest TLS',
    expected: ({ expected }) => expected.distribution.viewer_certificate.minimum_protocol_version,
    check: async ({ distribution }) =>
      (await distribution())?.DistributionConfig?.ViewerCertificate?.MinimumProtocolVersion ?? '?',
  },
  {
    id: 'cdn-alias',
    criterion: '1.2.4 Custom domain',
    expected: ({ expected }) => listed(expected.distribution.aliases),
    check: async ({ distribution }) =>
      listed((await distribution())?.DistributionConfig?.Aliases?.Items),
  },
  {
    id: 'cdn-certificate',
    criterion: '1.2.4 Certificate',
    expected: ({ expected }) => `${expected.certificateDomain} ISSUED`,
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

const ttl = (seconds: readonly (number | undefined)[], queryStrings: string): string =>
  `${seconds.join(' / ')}, query strings: ${queryStrings}`;
