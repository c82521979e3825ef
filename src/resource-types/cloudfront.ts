import type { ResourceTypes } from './resource-type';
import { anything, ofStage, scope, tagsAtCreation, type ScopedStage } from './scope';

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
export const cachePolicies = scope('CachePolicies', ({ account }) => ({
  resources: [`arn:aws:cloudfront::${account}:cache-policy/*`],
}));
export const originAccessControls = scope('OriginAccessControls', ({ account }) => ({
  resources: [`arn:aws:cloudfront::${account}:origin-access-control/*`],
}));
const responseHeadersPolicies = scope('ResponseHeadersPolicies', ({ account }) => ({
  resources: [`arn:aws:cloudfront::${account}:response-headers-policy/*`],
}));

export const CLOUDFRONT = {
  aws_cloudfront_cache_policy: {
    rights: [
      {
        on: cachePolicies,
        read: ['cloudfront:GetCachePolicy'],
        update: ['cloudfront:UpdateCachePolicy'],
        delete: ['cloudfront:DeleteCachePolicy'],
      },
      { on: anything, create: ['cloudfront:CreateCachePolicy'] },
    ],
    data: 'none',
  },
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
    rights: [
      {
        on: originAccessControls,
        read: ['cloudfront:GetOriginAccessControl'],
        update: ['cloudfront:UpdateOriginAccessControl'],
        delete: ['cloudfront:DeleteOriginAccessControl'],
      },
      { on: anything, create: ['cloudfront:CreateOriginAccessControl'] },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginAccessControlConfig.html
    names: { attribute: 'name', allowed: /^.{1,64}$/, rule: '1 to 64 characters' },
  },
  aws_cloudfront_response_headers_policy: {
    rights: [
      {
        on: responseHeadersPolicies,
        read: ['cloudfront:GetResponseHeadersPolicy'],
        update: ['cloudfront:UpdateResponseHeadersPolicy'],
        delete: ['cloudfront:DeleteResponseHeadersPolicy'],
      },
      { on: anything, create: ['cloudfront:CreateResponseHeadersPolicy'] },
    ],
    data: 'none',
  },
} as const satisfies ResourceTypes;
