import type { RoleKind } from '../../../src/deploy-rights/command-rights';

/** Whose resource a call is about. `new`: about to be made by the caller, and tagged as his. */
export type Whose = 'own' | 'new' | 'another stage' | 'no stage';

/** Something that roles may do beyond their own stage, for AWS offers nothing to limit it by. */
export interface Unseparated {
  /** Kinds of AWS's reference, or what they are called in calls.ts. */
  readonly on: readonly string[];
  readonly whose: readonly Whose[];
  /** IAM actions, separated by spaces; a store role may what a plan role may. */
  readonly actions: Readonly<Partial<Record<Exclude<RoleKind, 'store'>, string>>>;
  readonly reason: string;
}

const ANYBODYS = ['another stage', 'no stage'] as const;

/** Everything that the matrix finds, and nothing else: a test compares. */
export const UNSEPARATED: readonly Unseparated[] = [
  {
    on: ['cloudfront:cache-policy'],
    whose: ANYBODYS,
    actions: {
      plan: 'cloudfront:GetCachePolicy',
      deploy: 'cloudfront:DeleteCachePolicy cloudfront:GetCachePolicy cloudfront:UpdateCachePolicy',
    },
    reason:
      'Its ARN has a generated id, and it knows no tags. CloudFront deletes none that is in use',
  },
  {
    on: ['cloudfront:origin-access-control'],
    whose: ANYBODYS,
    actions: {
      plan: 'cloudfront:GetOriginAccessControl',
      deploy:
        'cloudfront:DeleteOriginAccessControl cloudfront:GetOriginAccessControl cloudfront:UpdateOriginAccessControl',
    },
    reason: 'The same',
  },
  {
    on: ['cloudfront:response-headers-policy'],
    whose: ANYBODYS,
    actions: {
      plan: 'cloudfront:GetResponseHeadersPolicy',
      deploy:
        'cloudfront:DeleteResponseHeadersPolicy cloudfront:GetResponseHeadersPolicy cloudfront:UpdateResponseHeadersPolicy',
    },
    reason: 'The same',
  },
  {
    on: ['cloudfront:distribution'],
    whose: ['no stage'],
    actions: { deploy: 'cloudfront:TagResource' },
    reason:
      'AWS asks the same when a distribution is made with tags. So one without any can be tagged as the own stage, and then changed',
  },
  {
    on: ['cloudfront:distribution'],
    whose: ['no stage'],
    actions: { deploy: 'cloudfront:GetDistribution' },
    reason:
      'The provider asks for a distribution until it is gone, and what is gone has no tags. So one without any can be read',
  },
  {
    on: ['acm:certificate'],
    whose: ['no stage'],
    actions: { deploy: 'acm:AddTagsToCertificate' },
    reason: 'The same of a certificate',
  },
  {
    on: ['logs:delivery'],
    whose: ['no stage'],
    actions: { deploy: 'logs:TagResource' },
    reason: 'The same of a delivery of logs',
  },
  {
    on: ['cloudfront:distribution'],
    whose: ['no stage'],
    actions: { deploy: 'cloudfront:AllowVendedLogDeliveryForResource' },
    reason:
      "CloudWatch Logs asks it where a distribution's logs are delivered; AWS's reference does not say whether the tags come along. One without any can be logged",
  },
  {
    on: ['ec2:security-group'],
    whose: ['no stage'],
    actions: {
      deploy: 'ec2:CreateTags ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress',
    },
    reason:
      "A VPC's default security group has no tags until the stage has taken it over, and its VPC has no id that is known beforehand",
  },
  {
    on: ['ec2:network-interface'],
    whose: ['no stage'],
    actions: { deploy: 'ec2:DeleteNetworkInterface' },
    reason:
      "Lambda's have no tags and hold up the end of a VPC. Only in stages with functions; EC2 deletes none that is attached, and never one that is tagged as another stage's",
  },
  {
    on: ['apigateway:Authorizer', 'apigateway:Integration', 'apigateway:Route'],
    whose: ANYBODYS,
    actions: {
      plan: 'apigateway:GET',
      deploy: 'apigateway:DELETE apigateway:GET apigateway:PATCH',
    },
    reason:
      'An HTTP API hands its tags to nothing that it consists of, says AWS of version 2. Should it, the condition keeps other stages out',
  },
  {
    on: ['apigateway:Authorizers', 'apigateway:Integrations', 'apigateway:Routes'],
    whose: ANYBODYS,
    actions: { plan: 'apigateway:GET', deploy: 'apigateway:GET apigateway:POST' },
    reason: 'The same',
  },
  {
    on: ['apigateway:Stages'],
    whose: ['no stage'],
    actions: { deploy: 'apigateway:POST' },
    reason: "A stage is made within an API; nothing says that AWS sends the API's tags along",
  },
  {
    on: ['apigateway:Stages'],
    whose: ANYBODYS,
    actions: { deploy: 'apigateway:TagResource' },
    reason:
      'The reference does not list the action, so nobody knows what AWS sends along. Alone it makes nothing',
  },
  {
    on: ['apigateway:Tags'],
    whose: ANYBODYS,
    actions: { deploy: 'apigateway:DELETE apigateway:POST apigateway:PUT' },
    reason: "Tags other than Service and Stage; nothing says that AWS sends the API's own along",
  },
  {
    on: ['cloudwatch:alarm'],
    whose: ANYBODYS,
    actions: { plan: 'cloudwatch:DescribeAlarms', deploy: 'cloudwatch:DescribeAlarms' },
    reason: 'Asked for by prefix, alarms are not looked for by name',
  },
  {
    on: ['cloudwatch:alarm'],
    whose: ANYBODYS,
    actions: { deploy: 'cloudwatch:PutCompositeAlarm' },
    reason: 'CloudWatch refuses it to whoever may do it to some alarms only',
  },
  {
    on: ['route53:hostedzone'],
    whose: ANYBODYS,
    actions: {
      plan: 'route53:GetHostedZone route53:ListResourceRecordSets route53:ListTagsForResource',
      deploy: 'route53:GetHostedZone route53:ListResourceRecordSets route53:ListTagsForResource',
    },
    reason:
      "Stages share a zone, whose id is looked up by name. Only the own domain's records are changed",
  },
  {
    on: ['route53:hostedzone'],
    whose: ANYBODYS,
    actions: { deploy: 'route53:AssociateVPCWithHostedZone' },
    reason:
      "Only in stages with interface endpoints: AWS keeps the zones of their names, and the VPC's id is not known beforehand",
  },
  {
    on: ['lock of the state'],
    whose: ['another stage'],
    actions: { plan: 'dynamodb:DescribeTable', deploy: 'dynamodb:DescribeTable' },
    reason: "One table holds every stage's locks; items are told apart",
  },
];

/** What changes something and cannot be limited to a resource at all, by AWS's reference. */
export const WITHOUT_RESOURCE: readonly { readonly actions: string; readonly reason: string }[] = [
  {
    actions:
      'cloudfront:CreateCachePolicy cloudfront:CreateOriginAccessControl cloudfront:CreateResponseHeadersPolicy',
    reason: 'They make something new, that knows no tags',
  },
  {
    actions: 'cloudfront:CreateMonitoringSubscription cloudfront:DeleteMonitoringSubscription',
    reason: "They reach any distribution's additional metrics",
  },
  {
    actions: 'logs:CreateLogDelivery logs:DeleteLogDelivery logs:UpdateLogDelivery',
    reason: 'Vended logs: they reach any delivery of the account, so can stop logs, and read none',
  },
  {
    actions: 'logs:PutResourcePolicy',
    reason:
      'API Gateway sets it up with access logs. It replaces any resource policy of CloudWatch Logs in the region, by its name; only an SCP limits that',
  },
  {
    actions: 'acm:RequestCertificate cloudfront:CreateDistribution',
    reason: "Only with the own stage's tags; a certificate for the own domain only",
  },
];
