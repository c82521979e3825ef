import { AwsError } from '../errors';
import type { StoredResource } from '../store';
import { withDefaults, withEachItem, type Defaults } from './defaults';
import { DEPLOYMENT_MS, inProgress } from './invalidations';
import { checkPrerequisites } from './prerequisites';
import {
  arnOf,
  prefixedId,
  type Context,
  type Reference,
  type ResourceType,
} from './resource-type';
import { child, elements, text, texts, type XmlElement } from './xml';

/** Parts of a configuration that a distribution's entry in a list leaves out. */
const NOT_IN_LISTS = ['CallerReference', 'DefaultRootObject', 'Logging'];

const behaviors = (config: XmlElement): readonly XmlElement[] => [
  child(config, 'DefaultCacheBehavior'),
  ...elements(config, 'CacheBehaviors'),
];

/** The ids that a field holds in any of the elements. */
const idsIn = (holders: readonly XmlElement[], field: string): readonly string[] =>
  holders.map((holder) => text(holder, field)).filter((id) => id !== '');

const inBehaviors =
  (field: string): Reference['ids'] =>
  (config) =>
    idsIn(behaviors(config), field);

export const distribution: ResourceType = {
  path: 'distribution',
  element: 'Distribution',
  newId: () => prefixedId('E'),
  updateAt: 'config',
  required: ['CallerReference', 'Origins', 'DefaultCacheBehavior', 'Comment', 'Enabled'],
  unique: [
    { keys: (config) => [text(config, 'CallerReference')], what: 'caller reference' },
    {
      keys: (config) => texts(config, 'Aliases').map((alias) => alias.toLowerCase()),
      what: 'alias (CNAME)',
      code: 'CNAMEAlreadyExists',
      acrossAccounts: true,
    },
  ],
  references: [
    { to: 'cache-policy', ids: inBehaviors('CachePolicyId') },
    { to: 'response-headers-policy', ids: inBehaviors('ResponseHeadersPolicyId') },
    {
      to: 'origin-access-control',
      ids: (config) => idsIn(elements(config, 'Origins'), 'OriginAccessControlId'),
      missing: { code: 'InvalidOriginAccessControl', status: 400 },
    },
  ],
  complete: (config) => ({
    ...withDefaults(config, defaults),
    Origins: withEachItem(child(config, 'Origins'), origin),
    CacheBehaviors: withEachItem(child(config, 'CacheBehaviors'), behavior),
    ViewerCertificate: viewerCertificate(child(config, 'ViewerCertificate')),
  }),
  check,
  checkOutside: checkPrerequisites,
  checkDelete: (config) => {
    if (text(config, 'Enabled') !== 'true') return;
    const message = 'The distribution you are trying to delete has not been disabled.';
    throw new AwsError('DistributionNotDisabled', 409, message);
  },
  describe: (resource, context) => ({
    ...place(resource, context),
    InProgressInvalidationBatches: String(inProgress(context, resource.id)),
    ActiveTrustedSigners: disabled,
    ActiveTrustedKeyGroups: disabled,
  }),
  summarize: (resource, context) => ({
    Id: resource.id,
    ETag: resource.etag,
    ...place(resource, context),
    ...Object.fromEntries(
      Object.entries(resource.config).filter(([name]) => !NOT_IN_LISTS.includes(name)),
    ),
  }),
};

/** What CloudFront says of a distribution wherever it shows one. */
function place({ id, lastModifiedTime }: StoredResource, { accountId, now }: Context): XmlElement {
  const age = now.getTime() - Date.parse(lastModifiedTime);
  return {
    ARN: arnOf(accountId, distribution, id),
    Status: age < DEPLOYMENT_MS ? 'InProgress' : 'Deployed',
    LastModifiedTime: lastModifiedTime,
    DomainName: `${id.toLowerCase()}.cloudfront.net`,
  };
}

function check(config: XmlElement, previous: XmlElement | undefined): void {
  if (elements(config, 'Origins').length === 0) {
    throw new AwsError('InvalidArgument', 400, 'A distribution must have an origin.');
  }
  const ids = idsIn([...elements(config, 'Origins'), ...elements(config, 'OriginGroups')], 'Id');
  const targets = behaviors(config).map((behavior) => text(behavior, 'TargetOriginId'));
  const lost = targets.find((target) => !ids.includes(target));
  if (lost !== undefined) {
    const message = `One or more of your cache behaviors has the target origin ${lost}, which is not among the origins: ${ids.join(', ')}.`;
    throw new AwsError('NoSuchOrigin', 404, message);
  }
  const certificate = child(config, 'ViewerCertificate');
  const aliases = texts(config, 'Aliases');
  if (aliases.length > 0 && !certificate.ACMCertificateArn && !certificate.IAMCertificateId) {
    const message = `To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name: ${aliases.join(', ')}.`;
    throw new AwsError('InvalidViewerCertificate', 400, message);
  }
  if (previous && text(config, 'CallerReference') !== text(previous, 'CallerReference')) {
    const message = 'The caller reference of a distribution cannot be changed.';
    throw new AwsError('IllegalUpdate', 400, message);
  }
}

const none = { Quantity: '0' } as const;
const disabled = { Enabled: 'false', Quantity: '0' } as const;
const getAndHead = { Quantity: '2', Items: { Method: ['HEAD', 'GET'] } };

const behavior: Defaults = {
  TrustedSigners: disabled,
  TrustedKeyGroups: disabled,
  AllowedMethods: { ...getAndHead, CachedMethods: getAndHead },
  SmoothStreaming: 'false',
  Compress: 'false',
  LambdaFunctionAssociations: none,
  FunctionAssociations: none,
  FieldLevelEncryptionId: '',
  GrpcConfig: { Enabled: 'false' },
};

const origin: Defaults = {
  OriginPath: '',
  CustomHeaders: none,
  ConnectionAttempts: '3',
  ConnectionTimeout: '10',
  OriginShield: { Enabled: 'false' },
  OriginAccessControlId: '',
};

const defaults: Defaults = {
  Aliases: none,
  DefaultRootObject: '',
  OriginGroups: none,
  DefaultCacheBehavior: behavior,
  CustomErrorResponses: none,
  Comment: '',
  Logging: { Enabled: 'false', IncludeCookies: 'false', Bucket: '', Prefix: '' },
  PriceClass: 'PriceClass_All',
  Restrictions: { GeoRestriction: { RestrictionType: 'none', Quantity: '0' } },
  WebACLId: '',
  HttpVersion: 'http2',
  IsIPV6Enabled: 'false',
  ContinuousDeploymentPolicyId: '',
  Staging: 'false',
};

function viewerCertificate(certificate: XmlElement): XmlElement {
  const arn = text(certificate, 'ACMCertificateArn');
  if (arn === '' && text(certificate, 'IAMCertificateId') !== '') return certificate;
  return withDefaults(certificate, {
    MinimumProtocolVersion: 'TLSv1',
    ...(arn === ''
      ? {
          CloudFrontDefaultCertificate: 'true',
          SSLSupportMethod: 'vip',
          CertificateSource: 'cloudfront',
        }
      : { CloudFrontDefaultCertificate: 'false', Certificate: arn, CertificateSource: 'acm' }),
  });
}
