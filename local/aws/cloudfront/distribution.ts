import { AwsError } from '../errors';
import { completeDistribution } from './distribution-defaults';
import { prefixedId } from './ids';
import { checkPrerequisites } from './prerequisites';
import type { Reference, ResourceType, Surroundings } from './resource-type';
import type { StoredResource } from '../store';
import { child, elements, items, text, texts, type XmlElement } from './xml';

/** The time a change takes to reach the edge: long enough to be seen, short enough to wait for. */
const DEPLOYMENT_MS = 1000;

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
    { to: 'origin-request-policy', ids: inBehaviors('OriginRequestPolicyId') },
    { to: 'response-headers-policy', ids: inBehaviors('ResponseHeadersPolicyId') },
    {
      to: 'origin-access-control',
      ids: (config) => idsIn(elements(config, 'Origins'), 'OriginAccessControlId'),
      missing: { code: 'InvalidOriginAccessControl', status: 400 },
    },
  ],
  complete: completeDistribution,
  check: (config, previous) => {
    checkOrigins(config);
    checkAliases(config);
    checkCallerReference(config, previous);
  },
  checkOutside: checkPrerequisites,
  checkDelete: (config) => {
    if (text(config, 'Enabled') !== 'true') return;
    throw new AwsError(
      'DistributionNotDisabled',
      409,
      'The distribution you are trying to delete has not been disabled.',
    );
  },
  describe: (resource, surroundings) => ({
    ARN: arnOf(resource, surroundings),
    Status: statusOf(resource, surroundings),
    LastModifiedTime: resource.lastModifiedTime,
    InProgressInvalidationBatches: '0',
    DomainName: domainNameOf(resource),
    ActiveTrustedSigners: { Enabled: 'false', Quantity: '0' },
    ActiveTrustedKeyGroups: { Enabled: 'false', Quantity: '0' },
  }),
  summarize: (resource, surroundings) => ({
    Id: resource.id,
    ARN: arnOf(resource, surroundings),
    ETag: resource.etag,
    Status: statusOf(resource, surroundings),
    LastModifiedTime: resource.lastModifiedTime,
    DomainName: domainNameOf(resource),
    ...Object.fromEntries(
      Object.entries(resource.config).filter(([name]) => !NOT_IN_LISTS.includes(name)),
    ),
  }),
};

function arnOf(resource: StoredResource, { accountId }: Surroundings): string {
  return `arn:aws:cloudfront::${accountId}:distribution/${resource.id}`;
}

function statusOf(resource: StoredResource, { now }: Surroundings): string {
  const age = now.getTime() - Date.parse(resource.lastModifiedTime);
  return age < DEPLOYMENT_MS ? 'InProgress' : 'Deployed';
}

function domainNameOf(resource: StoredResource): string {
  return `${resource.id.toLowerCase()}.cloudfront.net`;
}

function checkOrigins(config: XmlElement): void {
  if (items(config, 'Origins').length === 0) {
    throw new AwsError('InvalidArgument', 400, 'A distribution must have an origin.');
  }
  const known = [...elements(config, 'Origins'), ...elements(config, 'OriginGroups')];
  const ids = idsIn(known, 'Id');
  for (const target of behaviors(config).map((behavior) => text(behavior, 'TargetOriginId'))) {
    if (ids.includes(target)) continue;
    throw new AwsError(
      'NoSuchOrigin',
      404,
      `One or more of your cache behaviors has the target origin ${target}, which is not among the origins: ${ids.join(', ')}.`,
    );
  }
}

function checkAliases(config: XmlElement): void {
  const certificate = child(config, 'ViewerCertificate');
  const aliases = texts(config, 'Aliases');
  const isTrusted = ['ACMCertificateArn', 'IAMCertificateId'].some((name) => certificate[name]);
  if (aliases.length === 0 || isTrusted) return;
  throw new AwsError(
    'InvalidViewerCertificate',
    400,
    `To add an alternate domain name (CNAME) to a CloudFront distribution, you must attach a trusted certificate that validates your authorization to use the domain name: ${aliases.join(', ')}.`,
  );
}

function checkCallerReference(config: XmlElement, previous: XmlElement | undefined): void {
  if (!previous) return;
  if (text(config, 'CallerReference') === text(previous, 'CallerReference')) return;
  throw new AwsError(
    'IllegalUpdate',
    400,
    'The caller reference of a distribution cannot be changed.',
  );
}
