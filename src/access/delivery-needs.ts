import type { Needs } from './needs';

/** Distribution, certificate, DNS records and web ACL. */
export const DELIVERY_NEEDS = {
  aws_acm_certificate: [
    {
      on: 'certificates',
      read: ['acm:DescribeCertificate', 'acm:ListTagsForCertificate'],
      update: ['acm:UpdateCertificateOptions'],
      delete: ['acm:DeleteCertificate'],
      tag: ['acm:AddTagsToCertificate', 'acm:RemoveTagsFromCertificate'],
    },
    { on: 'newCertificates', create: ['acm:RequestCertificate'] },
    { on: 'newCertificateTags', create: ['acm:AddTagsToCertificate'] },
  ],
  aws_acm_certificate_validation: [{ on: 'certificates', read: ['acm:DescribeCertificate'] }],
  aws_cloudfront_cache_policy: [
    {
      on: 'cachePolicies',
      read: ['cloudfront:GetCachePolicy'],
      update: ['cloudfront:UpdateCachePolicy'],
      delete: ['cloudfront:DeleteCachePolicy'],
    },
    { on: 'anything', create: ['cloudfront:CreateCachePolicy'] },
  ],
  aws_cloudfront_distribution: [
    {
      on: 'distributions',
      read: ['cloudfront:GetDistribution', 'cloudfront:ListTagsForResource'],
      update: ['cloudfront:UpdateDistribution'],
      // It is disabled first.
      delete: ['cloudfront:UpdateDistribution', 'cloudfront:DeleteDistribution'],
      tag: ['cloudfront:TagResource', 'cloudfront:UntagResource'],
    },
    // The provider asks until it is gone, and then it has no tags.
    { on: 'goneDistributions', delete: ['cloudfront:GetDistribution'] },
    { on: 'newDistributions', create: ['cloudfront:CreateDistribution'] },
    { on: 'newDistributionTags', create: ['cloudfront:TagResource'] },
  ],
  aws_cloudfront_monitoring_subscription: [
    {
      on: 'anything',
      read: ['cloudfront:GetMonitoringSubscription'],
      create: ['cloudfront:CreateMonitoringSubscription'],
      update: ['cloudfront:CreateMonitoringSubscription'],
      delete: ['cloudfront:DeleteMonitoringSubscription'],
    },
  ],
  aws_cloudfront_origin_access_control: [
    {
      on: 'originAccessControls',
      read: ['cloudfront:GetOriginAccessControl'],
      update: ['cloudfront:UpdateOriginAccessControl'],
      delete: ['cloudfront:DeleteOriginAccessControl'],
    },
    { on: 'anything', create: ['cloudfront:CreateOriginAccessControl'] },
  ],
  aws_cloudfront_response_headers_policy: [
    {
      on: 'responseHeadersPolicies',
      read: ['cloudfront:GetResponseHeadersPolicy'],
      update: ['cloudfront:UpdateResponseHeadersPolicy'],
      delete: ['cloudfront:DeleteResponseHeadersPolicy'],
    },
    { on: 'anything', create: ['cloudfront:CreateResponseHeadersPolicy'] },
  ],
  aws_cloudwatch_log_delivery: [
    {
      on: 'deliveries',
      read: ['logs:GetDelivery', 'logs:ListTagsForResource'],
      update: ['logs:UpdateDeliveryConfiguration'],
      delete: ['logs:DeleteDelivery'],
      tag: ['logs:TagResource', 'logs:UntagResource'],
    },
    { on: 'deliveryEnds', update: ['logs:UpdateDeliveryConfiguration'] },
    { on: 'newDeliveries', create: ['logs:CreateDelivery'] },
    { on: 'newDeliveryTags', create: ['logs:TagResource'] },
  ],
  aws_cloudwatch_log_delivery_destination: [
    {
      on: 'deliveryEnds',
      read: ['logs:GetDeliveryDestination', 'logs:ListTagsForResource'],
      create: ['logs:PutDeliveryDestination', 'logs:TagResource'],
      update: ['logs:PutDeliveryDestination'],
      delete: ['logs:DeleteDeliveryDestination'],
      tag: ['logs:TagResource', 'logs:UntagResource'],
    },
  ],
  aws_cloudwatch_log_delivery_source: [
    {
      on: 'deliveryEnds',
      read: ['logs:GetDeliverySource', 'logs:ListTagsForResource'],
      create: ['logs:PutDeliverySource', 'logs:TagResource'],
      delete: ['logs:DeleteDeliverySource'],
      tag: ['logs:TagResource', 'logs:UntagResource'],
    },
    { on: 'loggedDistributions', create: ['cloudfront:AllowVendedLogDeliveryForResource'] },
  ],
  aws_route53_record: [
    { on: 'hostedZones', read: ['route53:GetHostedZone', 'route53:ListResourceRecordSets'] },
    {
      on: 'records',
      create: ['route53:ChangeResourceRecordSets'],
      update: ['route53:ChangeResourceRecordSets'],
      delete: ['route53:ChangeResourceRecordSets'],
    },
    {
      on: 'recordChanges',
      create: ['route53:GetChange'],
      update: ['route53:GetChange'],
      delete: ['route53:GetChange'],
    },
  ],
  aws_wafv2_web_acl: [
    {
      on: 'webAcls',
      read: ['wafv2:GetWebACL', 'wafv2:ListTagsForResource'],
      create: ['wafv2:TagResource'],
      delete: ['wafv2:DeleteWebACL'],
      tag: ['wafv2:TagResource', 'wafv2:UntagResource'],
    },
    { on: 'webAclRules', create: ['wafv2:CreateWebACL'], update: ['wafv2:UpdateWebACL'] },
  ],
  'data.aws_route53_zone': [
    { on: 'anything', read: ['route53:ListHostedZones'] },
    { on: 'hostedZones', read: ['route53:GetHostedZone', 'route53:ListTagsForResource'] },
  ],
} as const satisfies Needs;
