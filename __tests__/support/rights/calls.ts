import { ACCOUNT } from './documents';
import type { ResourceKind } from './reference';
import type { Context } from './simulate';

/** What a call is about: a resource of that kind, or nothing that IAM could name. */
export type CallKind = ResourceKind | '*';

/** A resource of a synthesized stack, and what its ARN is made of. */
export interface Subject {
  readonly region: string;
  /** Its name, or a made-up id of AWS where it has none. */
  readonly id: string;
  /** The same of the resource that the attribute refers to. */
  readonly idOf: (attribute: string) => string;
  /** What DNS record it is, if it is one. */
  readonly recordName: string;
}

/**
 * The calls that Terraform and the commands make for one type of resource, on one kind of AWS's:
 * IAM actions, separated by spaces. Written by hand from the provider's source and AWS's reference,
 * without a look at src/access, which it is compared with.
 */
export interface Calls {
  readonly kind: CallKind;
  /** What to call it where `kind` is not enough. */
  readonly label?: string;
  readonly arn: (subject: Subject) => string;
  /** By every role. */
  readonly read?: string;
  /** By store roles alone. */
  readonly store?: string;
  /** By deploy roles: what brings one into being, so that it never reaches one that is there. */
  readonly make?: string;
  /** By deploy roles: what else is called before it has its tags. */
  readonly create?: string;
  /** By deploy roles: once it is there. */
  readonly change?: string;
  /** Not where Terraform may not destroy it. */
  readonly remove?: string;
  /** Where it is emptied before it is removed. */
  readonly empty?: string;
  /** By deploy roles: what only commands read. */
  readonly verify?: string;
  /** Its stage is told by its tags, for its ARN has no name. */
  readonly isTagged?: true;
  /** What AWS says of it besides its tags. */
  readonly context?: (subject: Subject) => Context;
  /** The attribute without which there is no such call. */
  readonly needs?: string;
}

const anywhere = (calls: Omit<Calls, 'kind' | 'arn'>): Calls => ({
  kind: '*',
  arn: () => '*',
  ...calls,
});

const bucketOf = ({ idOf }: Subject): string => `arn:aws:s3:::${idOf('bucket')}`;

/** A configuration of a bucket that has two actions, for S3 takes away what is put empty. */
const configuration = (read: string, change: string): readonly Calls[] => [
  { kind: 's3:bucket', arn: bucketOf, read, change },
];

const regional =
  (service: string, path: string) =>
  ({ region, id }: Subject): string =>
    `arn:aws:${service}:${region}:${ACCOUNT}:${path}${id}`;

const cloudfront =
  (path: string) =>
  ({ id }: Subject): string =>
    `arn:aws:cloudfront::${ACCOUNT}:${path}/${id}`;

const api =
  (path: (subject: Subject) => string) =>
  (subject: Subject): string =>
    `arn:aws:apigateway:${subject.region}::/apis${path(subject)}`;

/** A part of an API: it has neither a name nor tags. */
const partOfApi = (
  collection: 'Authorizers' | 'Integrations' | 'Routes',
  item: string,
): readonly Calls[] => [
  {
    kind: `apigateway:${collection}`,
    arn: api(({ idOf }) => `/${idOf('api_id')}/${collection.toLowerCase()}`),
    read: 'apigateway:GET',
    change: 'apigateway:POST',
  },
  {
    kind: `apigateway:${item}`,
    arn: api(({ idOf, id }) => `/${idOf('api_id')}/${collection.toLowerCase()}/${id}`),
    read: 'apigateway:GET',
    change: 'apigateway:PATCH',
    remove: 'apigateway:DELETE',
  },
];

const ec2 = (type: string, calls: Omit<Calls, 'kind' | 'arn' | 'isTagged'>): Calls => ({
  kind: `ec2:${type}`,
  arn: regional('ec2', `${type}/`),
  isTagged: true,
  ...calls,
  change: `${calls.change ?? ''} ec2:CreateTags ec2:DeleteTags`.trim(),
});

/** What EC2 asks of the VPC, or of another part of it, that something is made in. */
const within = (type: string, attribute: string, change: string): Calls => ({
  kind: `ec2:${type}`,
  arn: ({ region, idOf }) => `arn:aws:ec2:${region}:${ACCOUNT}:${type}/${idOf(attribute)}`,
  isTagged: true,
  change,
  needs: attribute,
});

const rule = (direction: 'Egress' | 'Ingress'): readonly Calls[] => [
  anywhere({ read: 'ec2:DescribeSecurityGroupRules' }),
  ec2('security-group-rule', {
    make: `ec2:AuthorizeSecurityGroup${direction}`,
    create: 'ec2:CreateTags',
    change: 'ec2:ModifySecurityGroupRules',
  }),
  within(
    'security-group',
    'security_group_id',
    `ec2:AuthorizeSecurityGroup${direction} ec2:ModifySecurityGroupRules ec2:RevokeSecurityGroup${direction}`,
  ),
];

const exclusiveRole = ({ idOf }: Subject): string =>
  `arn:aws:iam::${ACCOUNT}:role/${idOf('role_name')}`;

const topicOf = ({ region, idOf }: Subject, attribute: string): string =>
  `arn:aws:sns:${region}:${ACCOUNT}:${idOf(attribute)}`;

const ACCESS_LOGS =
  'logs:CreateLogDelivery logs:DescribeLogGroups logs:DescribeResourcePolicies logs:GetLogDelivery ' +
  'logs:ListLogDeliveries logs:PutResourcePolicy logs:UpdateLogDelivery';

export const CALLS: Readonly<Record<string, readonly Calls[]>> = {
  aws_acm_certificate: [
    anywhere({ make: 'acm:RequestCertificate' }),
    {
      kind: 'acm:certificate',
      arn: regional('acm', 'certificate/'),
      isTagged: true,
      read: 'acm:DescribeCertificate acm:ListTagsForCertificate',
      create: 'acm:AddTagsToCertificate',
      change: 'acm:UpdateCertificateOptions acm:AddTagsToCertificate acm:RemoveTagsFromCertificate',
      remove: 'acm:DeleteCertificate',
    },
  ],
  aws_acm_certificate_validation: [],
  aws_apigatewayv2_api: [
    {
      kind: 'apigateway:Apis',
      arn: api(() => ''),
      isTagged: true,
      make: 'apigateway:POST apigateway:TagResource',
    },
    {
      kind: 'apigateway:Api',
      arn: api(({ id }) => `/${id}`),
      isTagged: true,
      read: 'apigateway:GET',
      change: 'apigateway:PATCH apigateway:TagResource apigateway:UntagResource',
      remove: 'apigateway:DELETE',
    },
    {
      kind: 'iam:role',
      label: "API Gateway's own role",
      arn: () =>
        `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway`,
      change: 'iam:CreateServiceLinkedRole',
      context: () => ({ 'iam:AWSServiceName': 'ops.apigateway.amazonaws.com' }),
    },
    {
      kind: 'apigateway:Tags',
      arn: ({ region, id }) =>
        `arn:aws:apigateway:${region}::/tags/${encodeURIComponent(`arn:aws:apigateway:${region}::/apis/${id}`)}`,
      change: 'apigateway:POST apigateway:PUT apigateway:DELETE',
    },
  ],
  aws_apigatewayv2_authorizer: partOfApi('Authorizers', 'Authorizer'),
  aws_apigatewayv2_integration: partOfApi('Integrations', 'Integration'),
  aws_apigatewayv2_route: partOfApi('Routes', 'Route'),
  aws_apigatewayv2_stage: [
    {
      kind: 'apigateway:Stages',
      arn: api(({ idOf }) => `/${idOf('api_id')}/stages`),
      isTagged: true,
      read: 'apigateway:GET',
      create: 'apigateway:POST apigateway:TagResource',
      change: 'apigateway:TagResource',
    },
    {
      kind: 'apigateway:Stage',
      arn: api(({ idOf, id }) => `/${idOf('api_id')}/stages/${id}`),
      isTagged: true,
      read: 'apigateway:GET',
      change: 'apigateway:PATCH apigateway:TagResource apigateway:UntagResource',
      remove: 'apigateway:DELETE',
    },
    anywhere({ change: ACCESS_LOGS, remove: 'logs:DeleteLogDelivery' }),
  ],
  aws_cloudfront_cache_policy: [
    anywhere({ change: 'cloudfront:CreateCachePolicy' }),
    {
      kind: 'cloudfront:cache-policy',
      arn: cloudfront('cache-policy'),
      read: 'cloudfront:GetCachePolicy',
      change: 'cloudfront:UpdateCachePolicy',
      remove: 'cloudfront:DeleteCachePolicy',
    },
  ],
  aws_cloudfront_distribution: [
    anywhere({ make: 'cloudfront:CreateDistribution' }),
    {
      kind: 'cloudfront:distribution',
      arn: cloudfront('distribution'),
      isTagged: true,
      read: 'cloudfront:GetDistribution cloudfront:ListTagsForResource',
      // And until it is gone, when it has none again.
      create: 'cloudfront:TagResource cloudfront:GetDistribution',
      change: 'cloudfront:UpdateDistribution cloudfront:TagResource cloudfront:UntagResource',
      remove: 'cloudfront:DeleteDistribution',
    },
  ],
  aws_cloudfront_monitoring_subscription: [
    anywhere({
      read: 'cloudfront:GetMonitoringSubscription',
      change: 'cloudfront:CreateMonitoringSubscription',
      remove: 'cloudfront:DeleteMonitoringSubscription',
    }),
  ],
  aws_cloudfront_origin_access_control: [
    anywhere({ change: 'cloudfront:CreateOriginAccessControl' }),
    {
      kind: 'cloudfront:origin-access-control',
      arn: cloudfront('origin-access-control'),
      read: 'cloudfront:GetOriginAccessControl',
      change: 'cloudfront:UpdateOriginAccessControl',
      remove: 'cloudfront:DeleteOriginAccessControl',
    },
  ],
  aws_cloudfront_response_headers_policy: [
    anywhere({ change: 'cloudfront:CreateResponseHeadersPolicy' }),
    {
      kind: 'cloudfront:response-headers-policy',
      arn: cloudfront('response-headers-policy'),
      read: 'cloudfront:GetResponseHeadersPolicy',
      change: 'cloudfront:UpdateResponseHeadersPolicy',
      remove: 'cloudfront:DeleteResponseHeadersPolicy',
    },
  ],
  aws_cloudwatch_dashboard: [
    {
      kind: 'cloudwatch:dashboard',
      arn: ({ id }) => `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${id}`,
      read: 'cloudwatch:GetDashboard',
      change: 'cloudwatch:PutDashboard',
      remove: 'cloudwatch:DeleteDashboards',
    },
  ],
  aws_cloudwatch_log_delivery: [
    {
      kind: 'logs:delivery',
      arn: regional('logs', 'delivery:'),
      isTagged: true,
      read: 'logs:GetDelivery logs:ListTagsForResource',
      make: 'logs:CreateDelivery',
      create: 'logs:TagResource',
      change: 'logs:UpdateDeliveryConfiguration logs:TagResource logs:UntagResource',
      remove: 'logs:DeleteDelivery',
    },
    {
      kind: 'logs:delivery-source',
      arn: ({ region, idOf }) =>
        `arn:aws:logs:${region}:${ACCOUNT}:delivery-source:${idOf('delivery_source_name')}`,
      create: 'logs:CreateDelivery',
      change: 'logs:UpdateDeliveryConfiguration',
    },
    {
      kind: 'logs:delivery-destination',
      arn: ({ region, idOf }) =>
        `arn:aws:logs:${region}:${ACCOUNT}:delivery-destination:${idOf('delivery_destination_arn')}`,
      create: 'logs:CreateDelivery',
      change: 'logs:UpdateDeliveryConfiguration',
    },
  ],
  aws_cloudwatch_log_delivery_destination: [
    {
      kind: 'logs:delivery-destination',
      arn: regional('logs', 'delivery-destination:'),
      read: 'logs:GetDeliveryDestination logs:ListTagsForResource',
      change: 'logs:PutDeliveryDestination logs:TagResource logs:UntagResource',
      remove: 'logs:DeleteDeliveryDestination',
    },
  ],
  aws_cloudwatch_log_delivery_source: [
    {
      kind: 'logs:delivery-source',
      arn: regional('logs', 'delivery-source:'),
      read: 'logs:GetDeliverySource logs:ListTagsForResource',
      change: 'logs:PutDeliverySource logs:TagResource logs:UntagResource',
    },
    {
      // AWS's reference has a destination as what this is about.
      kind: 'logs:delivery-destination',
      arn: regional('logs', 'delivery-destination:'),
      remove: 'logs:DeleteDeliverySource',
    },
    {
      kind: 'cloudfront:distribution',
      arn: ({ idOf }) => `arn:aws:cloudfront::${ACCOUNT}:distribution/${idOf('resource_arn')}`,
      isTagged: true,
      create: 'cloudfront:AllowVendedLogDeliveryForResource',
      change: 'cloudfront:AllowVendedLogDeliveryForResource',
    },
  ],
  aws_cloudwatch_log_group: [
    anywhere({ read: 'logs:DescribeLogGroups' }),
    {
      kind: 'logs:log-group',
      arn: regional('logs', 'log-group:'),
      read: 'logs:ListTagsForResource',
      change:
        'logs:CreateLogGroup logs:PutRetentionPolicy logs:DeleteRetentionPolicy logs:TagResource logs:UntagResource',
      remove: 'logs:DeleteLogGroup',
    },
  ],
  aws_cloudwatch_composite_alarm: [
    {
      kind: 'cloudwatch:alarm',
      arn: regional('cloudwatch', 'alarm:'),
      read: 'cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource',
      change: 'cloudwatch:PutCompositeAlarm cloudwatch:TagResource cloudwatch:UntagResource',
      remove: 'cloudwatch:DeleteAlarms',
    },
  ],
  aws_cloudwatch_metric_alarm: [
    {
      kind: 'cloudwatch:alarm',
      arn: regional('cloudwatch', 'alarm:'),
      read: 'cloudwatch:DescribeAlarms cloudwatch:ListTagsForResource',
      change: 'cloudwatch:PutMetricAlarm cloudwatch:TagResource cloudwatch:UntagResource',
      remove: 'cloudwatch:DeleteAlarms',
    },
  ],
  aws_default_security_group: [
    anywhere({ read: 'ec2:DescribeSecurityGroups' }),
    ec2('security-group', {
      create: 'ec2:CreateTags ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress',
      change: 'ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress',
    }),
  ],
  aws_dynamodb_table: [
    {
      kind: 'dynamodb:table',
      arn: regional('dynamodb', 'table/'),
      read: 'dynamodb:DescribeContinuousBackups dynamodb:DescribeTable dynamodb:DescribeTimeToLive dynamodb:ListTagsOfResource',
      change:
        'dynamodb:CreateTable dynamodb:UpdateTable dynamodb:UpdateContinuousBackups dynamodb:UpdateTimeToLive ' +
        'dynamodb:TagResource dynamodb:UntagResource',
      remove: 'dynamodb:DeleteTable',
    },
    {
      kind: 'kms:key',
      arn: ({ region }) => `arn:aws:kms:${region}:${ACCOUNT}:key/the-accounts-own`,
      read: 'kms:DescribeKey',
      context: () => ({ 'kms:ResourceAliases': ['alias/aws/dynamodb'] }),
    },
  ],
  aws_flow_log: [
    anywhere({
      read: 'ec2:DescribeFlowLogs',
      change: 'logs:CreateLogDelivery',
      remove: 'logs:DeleteLogDelivery',
    }),
    ec2('vpc-flow-log', {
      make: 'ec2:CreateFlowLogs',
      create: 'ec2:CreateTags',
      remove: 'ec2:DeleteFlowLogs',
    }),
    within('vpc', 'vpc_id', 'ec2:CreateFlowLogs'),
    within('subnet', 'subnet_id', 'ec2:CreateFlowLogs'),
  ],
  aws_iam_role: [
    {
      kind: 'iam:role',
      arn: ({ id }) => `arn:aws:iam::${ACCOUNT}:role/${id}`,
      read: 'iam:GetRole iam:ListAttachedRolePolicies iam:ListRolePolicies',
      change:
        'iam:CreateRole iam:PassRole iam:PutRolePermissionsBoundary iam:TagRole iam:UntagRole ' +
        'iam:UpdateAssumeRolePolicy iam:UpdateRole iam:UpdateRoleDescription',
      remove: 'iam:DeleteRole iam:ListInstanceProfilesForRole',
    },
  ],
  aws_iam_role_policy: [
    {
      kind: 'iam:role',
      arn: ({ idOf }) => `arn:aws:iam::${ACCOUNT}:role/${idOf('role')}`,
      read: 'iam:GetRolePolicy',
      change: 'iam:PutRolePolicy',
      remove: 'iam:DeleteRolePolicy',
    },
  ],
  aws_iam_role_policies_exclusive: [
    {
      kind: 'iam:role',
      arn: exclusiveRole,
      read: 'iam:ListRolePolicies',
      change: 'iam:DeleteRolePolicy',
    },
  ],
  aws_iam_role_policy_attachments_exclusive: [
    {
      kind: 'iam:role',
      arn: exclusiveRole,
      read: 'iam:ListAttachedRolePolicies',
      change: 'iam:DetachRolePolicy',
    },
  ],
  aws_cloudwatch_event_rule: [
    {
      kind: 'events:rule-on-default-event-bus',
      arn: regional('events', 'rule/'),
      read: 'events:DescribeRule events:ListTagsForResource',
      change: 'events:PutRule events:TagResource events:UntagResource',
      remove: 'events:DeleteRule',
    },
  ],
  aws_cloudwatch_event_target: [
    {
      kind: 'events:rule-on-default-event-bus',
      arn: ({ region, idOf }) => `arn:aws:events:${region}:${ACCOUNT}:rule/${idOf('rule')}`,
      read: 'events:ListTargetsByRule',
      change: 'events:PutTargets',
      remove: 'events:RemoveTargets',
    },
  ],
  aws_lambda_function: [
    anywhere({ change: 'ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs' }),
    {
      kind: 'lambda:function',
      arn: regional('lambda', 'function:'),
      read: 'lambda:GetFunction lambda:GetFunctionCodeSigningConfig lambda:ListTags lambda:ListVersionsByFunction',
      change:
        'lambda:CreateFunction lambda:DeleteFunctionConcurrency lambda:PutFunctionConcurrency ' +
        'lambda:TagResource lambda:UntagResource lambda:UpdateFunctionCode ' +
        'lambda:UpdateFunctionConfiguration',
      remove: 'lambda:DeleteFunction',
    },
    {
      kind: 'lambda:layerVersion',
      arn: ({ region }) => `arn:aws:lambda:${region}:${ACCOUNT}:layer:shared:1`,
      change: 'lambda:GetLayerVersion',
      needs: 'layers',
    },
    {
      kind: 'ec2:network-interface',
      arn: regional('ec2', 'network-interface/'),
      remove: 'ec2:DeleteNetworkInterface',
    },
  ],
  aws_lambda_permission: [
    {
      kind: 'lambda:function',
      arn: ({ region, idOf }) =>
        `arn:aws:lambda:${region}:${ACCOUNT}:function:${idOf('function_name')}`,
      read: 'lambda:GetPolicy',
      change: 'lambda:AddPermission',
      remove: 'lambda:RemovePermission',
    },
  ],
  aws_route53_record: [
    {
      kind: 'route53:hostedzone',
      arn: () => 'arn:aws:route53:::hostedzone/Z1SHARED',
      read: 'route53:GetHostedZone route53:ListResourceRecordSets',
      change: 'route53:ChangeResourceRecordSets',
      context: ({ recordName }) => ({
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [recordName],
      }),
    },
    {
      kind: 'route53:change',
      arn: () => 'arn:aws:route53:::change/C1',
      change: 'route53:GetChange',
    },
  ],
  aws_route_table: [
    anywhere({ read: 'ec2:DescribeRouteTables' }),
    ec2('route-table', {
      make: 'ec2:CreateRouteTable',
      create: 'ec2:CreateTags',
      change: 'ec2:DeleteRoute',
      remove: 'ec2:DeleteRouteTable ec2:DisassociateRouteTable',
    }),
    within('vpc', 'vpc_id', 'ec2:CreateRouteTable'),
  ],
  aws_route_table_association: [
    within(
      'route-table',
      'route_table_id',
      'ec2:AssociateRouteTable ec2:ReplaceRouteTableAssociation',
    ),
    within(
      'subnet',
      'subnet_id',
      'ec2:AssociateRouteTable ec2:DisassociateRouteTable ec2:ReplaceRouteTableAssociation',
    ),
  ],
  aws_s3_bucket: [
    {
      kind: 's3:bucket',
      arn: ({ id }) => `arn:aws:s3:::${id}`,
      read:
        's3:GetAccelerateConfiguration s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging ' +
        's3:GetBucketObjectLockConfiguration s3:GetBucketPolicy s3:GetBucketRequestPayment ' +
        's3:GetBucketTagging s3:GetBucketVersioning s3:GetBucketWebsite s3:GetEncryptionConfiguration ' +
        's3:GetLifecycleConfiguration s3:GetReplicationConfiguration s3:ListBucket',
      change: 's3:CreateBucket s3:PutBucketTagging',
      remove: 's3:DeleteBucket',
      empty: 's3:ListBucketVersions',
      verify: 's3:GetBucketNotification',
    },
    {
      kind: 's3:object',
      arn: ({ id }) => `arn:aws:s3:::${id}/uploads/image.png`,
      empty: 's3:DeleteObject s3:DeleteObjectVersion',
    },
  ],
  aws_s3_bucket_cors_configuration: configuration('s3:GetBucketCORS', 's3:PutBucketCORS'),
  aws_s3_bucket_lifecycle_configuration: configuration(
    's3:GetLifecycleConfiguration',
    's3:PutLifecycleConfiguration',
  ),
  aws_s3_bucket_logging: configuration('s3:GetBucketLogging', 's3:PutBucketLogging'),
  aws_s3_bucket_metric: configuration('s3:GetMetricsConfiguration', 's3:PutMetricsConfiguration'),
  aws_s3_bucket_notification: configuration('s3:GetBucketNotification', 's3:PutBucketNotification'),
  aws_s3_bucket_ownership_controls: configuration(
    's3:GetBucketOwnershipControls',
    's3:PutBucketOwnershipControls',
  ),
  aws_s3_bucket_policy: configuration(
    's3:GetBucketPolicy',
    's3:PutBucketPolicy s3:DeleteBucketPolicy',
  ),
  aws_s3_bucket_public_access_block: configuration(
    's3:GetBucketPublicAccessBlock',
    's3:PutBucketPublicAccessBlock',
  ),
  aws_s3_bucket_server_side_encryption_configuration: configuration(
    's3:GetEncryptionConfiguration',
    's3:PutEncryptionConfiguration',
  ),
  aws_s3_bucket_versioning: configuration('s3:GetBucketVersioning', 's3:PutBucketVersioning'),
  aws_s3_object: [
    {
      kind: 's3:object',
      arn: (subject) => `${bucketOf(subject)}/function.zip`,
      read: 's3:GetObject s3:GetObjectTagging',
      change: 's3:PutObject s3:PutObjectTagging',
      remove: 's3:DeleteObject s3:DeleteObjectVersion',
    },
    { kind: 's3:bucket', arn: bucketOf, remove: 's3:ListBucketVersions' },
  ],
  aws_security_group: [
    anywhere({ read: 'ec2:DescribeSecurityGroups', change: 'ec2:DescribeNetworkInterfaces' }),
    ec2('security-group', {
      make: 'ec2:CreateSecurityGroup',
      create: 'ec2:CreateTags',
      change: 'ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress',
      remove: 'ec2:DeleteSecurityGroup',
    }),
    within('vpc', 'vpc_id', 'ec2:CreateSecurityGroup'),
  ],
  aws_sqs_queue: [
    {
      kind: 'sqs:queue',
      arn: regional('sqs', ''),
      read: 'sqs:GetQueueAttributes sqs:ListQueueTags',
      change: 'sqs:CreateQueue sqs:SetQueueAttributes sqs:TagQueue sqs:UntagQueue',
      remove: 'sqs:DeleteQueue',
    },
  ],
  aws_sns_topic: [
    {
      kind: 'sns:topic',
      arn: regional('sns', ''),
      read: 'sns:GetTopicAttributes sns:ListTagsForResource',
      change: 'sns:CreateTopic sns:SetTopicAttributes sns:TagResource sns:UntagResource',
      remove: 'sns:DeleteTopic',
      verify: 'sns:ListSubscriptionsByTopic',
    },
  ],
  aws_sns_topic_policy: [
    {
      kind: 'sns:topic',
      arn: (subject) => topicOf(subject, 'arn'),
      read: 'sns:GetTopicAttributes',
      change: 'sns:SetTopicAttributes',
    },
  ],
  aws_sns_topic_subscription: [
    {
      kind: 'sns:topic',
      arn: (subject) => topicOf(subject, 'topic_arn'),
      read: 'sns:GetSubscriptionAttributes',
      change: 'sns:Subscribe sns:SetSubscriptionAttributes',
      remove: 'sns:Unsubscribe',
    },
  ],
  aws_ssm_parameter: [
    anywhere({ read: 'ssm:DescribeParameters' }),
    {
      kind: 'ssm:parameter',
      arn: regional('ssm', 'parameter'),
      read: 'ssm:GetParameter ssm:ListTagsForResource',
      change: 'ssm:PutParameter ssm:AddTagsToResource ssm:RemoveTagsFromResource',
      remove: 'ssm:DeleteParameter',
    },
  ],
  aws_subnet: [
    anywhere({ read: 'ec2:DescribeSubnets' }),
    ec2('subnet', {
      make: 'ec2:CreateSubnet',
      create: 'ec2:CreateTags',
      change: 'ec2:ModifySubnetAttribute',
      remove: 'ec2:DeleteSubnet',
    }),
    within('vpc', 'vpc_id', 'ec2:CreateSubnet'),
  ],
  aws_vpc: [
    anywhere({
      read: 'ec2:DescribeNetworkAcls ec2:DescribeRouteTables ec2:DescribeSecurityGroups ec2:DescribeVpcs',
    }),
    ec2('vpc', {
      read: 'ec2:DescribeVpcAttribute',
      make: 'ec2:CreateVpc',
      create: 'ec2:CreateTags',
      change: 'ec2:ModifyVpcAttribute',
      remove: 'ec2:DeleteVpc',
    }),
  ],
  aws_vpc_endpoint: [
    anywhere({ read: 'ec2:DescribePrefixLists ec2:DescribeVpcEndpoints' }),
    ec2('vpc-endpoint', {
      make: 'ec2:CreateVpcEndpoint',
      create: 'ec2:CreateTags',
      change: 'ec2:ModifyVpcEndpoint',
      remove: 'ec2:DeleteVpcEndpoints',
    }),
    {
      kind: 'route53:hostedzone',
      arn: () => 'arn:aws:route53:::hostedzone/Z1AMAZON',
      change: 'route53:AssociateVPCWithHostedZone',
      needs: 'private_dns_enabled',
    },
    within('vpc', 'vpc_id', 'ec2:CreateVpcEndpoint'),
    within('route-table', 'route_table_ids', 'ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint'),
    within('subnet', 'subnet_ids', 'ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint'),
    within('security-group', 'security_group_ids', 'ec2:CreateVpcEndpoint ec2:ModifyVpcEndpoint'),
  ],
  aws_vpc_security_group_egress_rule: rule('Egress'),
  aws_vpc_security_group_ingress_rule: rule('Ingress'),
  aws_wafv2_web_acl: [
    {
      kind: 'wafv2:webacl',
      arn: ({ id }) => `arn:aws:wafv2:us-east-1:${ACCOUNT}:global/webacl/${id}/0a1b`,
      read: 'wafv2:GetWebACL wafv2:ListTagsForResource',
      change: 'wafv2:CreateWebACL wafv2:UpdateWebACL wafv2:TagResource wafv2:UntagResource',
      remove: 'wafv2:DeleteWebACL',
    },
  ],
  'data.aws_canonical_user_id': [anywhere({ read: 's3:ListAllMyBuckets' })],
  'data.aws_route53_zone': [
    anywhere({ read: 'route53:ListHostedZones' }),
    {
      kind: 'route53:hostedzone',
      arn: () => 'arn:aws:route53:::hostedzone/Z1SHARED',
      read: 'route53:ListTagsForResource',
    },
  ],
};

/** They ask AWS nothing, or what everybody may ask. */
export const SILENT: readonly string[] = [
  'data.aws_caller_identity',
  'data.aws_cloudfront_log_delivery_canonical_user_id',
  'data.aws_iam_policy_document',
  'data.aws_partition',
  'data.aws_region',
];
