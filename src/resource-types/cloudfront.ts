import type { ResourceType, ResourceTypes } from './resource-type';
import { anything, ofStage, scope, tagsAtCreation, type Scope, type ScopedStage } from './scope';

const distributionArns = ({ account }: ScopedStage): string[] => [
  `arn:aws:cloudfront::${account}:distribution/*`,
];

export const distributions = scope('Distributions', (stage) => ({
  resources: distributionArns(stage),
  conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
}));
/** Another stage's have its tags, what is not there has none. */
const goneDistributions = scope('GoneDistributions', (stage) => ({
  resources: distributionArns(stage),
  conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
}));
const newDistributions = scope('NewDistributions', (stage) => ({
  resources: ['*'],
  conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
}));
const newDistributionTags = scope('NewDistributionTags', (stage) => ({
  resources: distributionArns(stage),
  conditions: tagsAtCreation(stage),
}));
/** These have generated ids and know no tags: AWS offers nothing to tell stages apart by. */
const ofAccount = (sid: string, kind: string): Scope =>
  scope(sid, ({ account }) => ({ resources: [`arn:aws:cloudfront::${account}:${kind}/*`] }));

export const cachePolicies = ofAccount('CachePolicies', 'cache-policy');
export const originAccessControls = ofAccount('OriginAccessControls', 'origin-access-control');
const responseHeadersPolicies = ofAccount('ResponseHeadersPolicies', 'response-headers-policy');

const untagged = (on: Scope, name: string): ResourceType => ({
  rights: [
    {
      on,
      read: [`cloudfront:Get${name}`],
      update: [`cloudfront:Update${name}`],
      delete: [`cloudfront:Delete${name}`],
    },
    { on: anything, create: [`cloudfront:Create${name}`] },
  ],
  data: 'none',
});

export const CLOUDFRONT = {
  aws_cloudfront_cache_policy: untagged(cachePolicies, 'CachePolicy'),
  aws_cloudfront_distribution: {
    rights: [
      {
        on: distributions,
        read: ['cloudfront:GetDistribution', 'cloudfront:ListTagsForResource'],
        update: ['cloudfront:UpdateDistribution'],
        // It is disabled first.
        delete: ['cloudfront:UpdateDistribution', 'cloudfront:DeleteDistribution'],
        tag: ['cloudfront:TagResource', 'cloudfront:UntagResource'],
      },
      // The provider asks until it is gone, and then it has no tags.
      { on: goneDistributions, delete: ['cloudfront:GetDistribution'] },
      { on: newDistributions, create: ['cloudfront:CreateDistribution'] },
      { on: newDistributionTags, create: ['cloudfront:TagResource'] },
    ],
    data: 'none',
    filledIn: ['etag', 'in_progress_validation_batches', 'last_modified_time', 'status'],
    untouched: { continuous_deployment_policy_id: null },
    tagged: { arn: /^cloudfront:distribution\/(?<id>.+)$/ },
  },
  aws_cloudfront_monitoring_subscription: {
    rights: [
      {
        on: anything,
        read: ['cloudfront:GetMonitoringSubscription'],
        create: ['cloudfront:CreateMonitoringSubscription'],
        update: ['cloudfront:CreateMonitoringSubscription'],
        delete: ['cloudfront:DeleteMonitoringSubscription'],
      },
    ],
    data: 'none',
  },
  aws_cloudfront_origin_access_control: {
    ...untagged(originAccessControls, 'OriginAccessControl'),
    // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginAccessControlConfig.html
    names: { attribute: 'name', allowed: /^.{1,64}$/, rule: '1 to 64 characters' },
  },
  aws_cloudfront_response_headers_policy: untagged(
    responseHeadersPolicies,
    'ResponseHeadersPolicy',
  ),
} as const satisfies ResourceTypes;
