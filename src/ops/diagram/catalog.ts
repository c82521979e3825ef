import { has, values, type Block } from '../../synthesized/synthesized';
import type { ResourceTypeName } from '../../resource-types';
import { at, when } from './traits';

/** The services that frame the boxes, in the order they are given to the layout. */
export const GROUPS = {
  dns: 'Route 53 · ACM',
  cloudfront: 'CloudFront',
  api: 'API Gateway',
  lambda: 'Lambda',
  vpc: 'VPC',
  s3: 'S3',
  dynamodb: 'DynamoDB',
  iam: 'IAM',
  logs: 'CloudWatch Logs',
  cloudwatch: 'CloudWatch',
  kms: 'KMS',
  events: 'EventBridge',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'Systems Manager',
  waf: 'WAF',
} as const;

export type Group = keyof typeof GROUPS;

export interface Entry {
  readonly group: Group;
  /** What it is, for people. */
  readonly label: string;
  /** What this one is called. @default its `name` */
  readonly name?: (block: Block) => string;
  /** The attribute that refers to what it is a part of; where it does, it is no box of its own. */
  readonly partOf?: string;
  /** The type that refers to it and that it is a part of. */
  readonly usedBy?: string;
  /** What it adds to the box that it is a part of. @default nothing */
  readonly adds?: string | ((block: Block) => string | readonly string[]);
  /** What is worth knowing of its own settings. @default nothing */
  readonly traits?: (block: Block) => string | readonly string[];
  /** All of the type share one box, with their count. @default those of one name share a box */
  readonly counted?: boolean;
}

const bucketPart = { group: 's3', partOf: 'bucket' } as const;
const apiPart = { group: 'api', partOf: 'api_id' } as const;
const cdnPart = { group: 'cloudfront', usedBy: 'aws_cloudfront_distribution' } as const;

/** Resource types as they are drawn: where, as what, and in which role. */
export const CATALOG: Readonly<Record<ResourceTypeName, Entry>> = {
  // Storage
  aws_dynamodb_table: {
    group: 'dynamodb',
    label: 'Table',
    traits: (block) => [
      ...values(block.body, 'global_secondary_index.name').map((name) => `index ${String(name)}`),
      ...when(has(block, 'billing_mode', 'PAY_PER_REQUEST'), 'on demand'),
      ...when(has(block, 'point_in_time_recovery.enabled', true), 'point-in-time recovery'),
      ...when(has(block, 'deletion_protection_enabled', true), 'deletion protection'),
      ...when(has(block, 'server_side_encryption.enabled', true), 'KMS encryption'),
    ],
  },
  aws_s3_bucket: { group: 's3', label: 'Bucket', name: at('bucket') },
  aws_s3_bucket_cors_configuration: { ...bucketPart, label: 'CORS', adds: 'CORS' },
  aws_s3_bucket_lifecycle_configuration: { ...bucketPart, label: 'Lifecycle', adds: 'lifecycle' },
  aws_s3_bucket_logging: { ...bucketPart, label: 'Access logs' },
  aws_s3_bucket_metric: { ...bucketPart, label: 'Metrics', adds: 'request metrics' },
  aws_s3_bucket_notification: { ...bucketPart, label: 'Notifications', adds: 'notifications' },
  aws_s3_bucket_ownership_controls: {
    ...bucketPart,
    label: 'Ownership',
    adds: (block) => when(has(block, 'rule.object_ownership', 'BucketOwnerEnforced'), 'no ACLs'),
  },
  aws_s3_bucket_policy: { ...bucketPart, label: 'Policy', adds: 'bucket policy' },
  aws_s3_bucket_public_access_block: {
    ...bucketPart,
    label: 'Public access block',
    adds: 'no public access',
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    ...bucketPart,
    label: 'Encryption',
    adds: 'encrypted',
  },
  aws_s3_object: { ...bucketPart, label: 'Object' },
  aws_s3_bucket_versioning: { ...bucketPart, label: 'Versioning', adds: 'versioned' },
  // Delivery
  aws_acm_certificate: {
    group: 'dns',
    label: 'Certificate',
    name: at('domain_name'),
    traits: (block) => when(has(block, 'validation_method', 'DNS'), 'validated by DNS'),
  },
  aws_acm_certificate_validation: { group: 'dns', label: 'Validation', partOf: 'certificate_arn' },
  aws_cloudfront_cache_policy: { ...cdnPart, label: 'Cache policy', adds: 'cache policy' },
  aws_cloudwatch_log_delivery: {
    group: 'cloudfront',
    label: 'Log delivery',
    partOf: 'delivery_source_name',
  },
  aws_cloudwatch_log_delivery_destination: {
    group: 's3',
    label: 'Log destination',
    partOf: 'delivery_destination_configuration',
  },
  aws_cloudwatch_log_delivery_source: {
    group: 'cloudfront',
    label: 'Log source',
    partOf: 'resource_arn',
    adds: 'access logs',
  },
  aws_cloudfront_distribution: {
    group: 'cloudfront',
    label: 'Distribution',
    name: at('aliases'),
    traits: (block) => [
      ...when(has(block, 'http_version', 'http2and3'), 'HTTP/3'),
      ...when(
        has(block, 'default_cache_behavior.viewer_protocol_policy', 'redirect-to-https'),
        'HTTPS only',
      ),
    ],
  },
  aws_cloudfront_monitoring_subscription: {
    group: 'cloudfront',
    label: 'Monitoring',
    partOf: 'distribution_id',
    adds: 'more metrics',
  },
  aws_cloudfront_origin_access_control: {
    ...cdnPart,
    label: 'Origin access control',
    adds: 'origin access control',
  },
  aws_cloudfront_response_headers_policy: {
    ...cdnPart,
    label: 'Response headers',
    adds: 'response headers',
  },
  aws_route53_record: {
    group: 'dns',
    label: 'DNS record',
    // The record that proves the certificate's domain gets its name from the certificate.
    partOf: 'name',
    traits: at('type'),
  },
  aws_wafv2_web_acl: { group: 'waf', label: 'Web ACL' },
  // API and functions
  aws_apigatewayv2_api: {
    group: 'api',
    label: 'HTTP API',
    traits: (block) => when(values(block.body, 'cors_configuration').length > 0, 'CORS'),
  },
  aws_apigatewayv2_authorizer: { ...apiPart, label: 'Authorizer', adds: 'JWT authorizer' },
  aws_apigatewayv2_integration: { ...apiPart, label: 'Integration' },
  aws_apigatewayv2_route: { ...apiPart, label: 'Route', adds: 'route' },
  aws_apigatewayv2_stage: { ...apiPart, label: 'Stage', adds: 'throttled' },
  aws_iam_openid_connect_provider: { group: 'iam', label: 'Identity provider', name: at('url') },
  aws_iam_policy: { group: 'iam', label: 'Managed policy' },
  aws_iam_role: { group: 'iam', label: 'Role' },
  aws_iam_role_policy: { group: 'iam', label: 'Policy', partOf: 'role', adds: at('name') },
  aws_iam_role_policies_exclusive: { group: 'iam', label: 'Only policies', partOf: 'role_name' },
  aws_iam_role_policy_attachment: { group: 'iam', label: 'Attachment', partOf: 'role' },
  aws_iam_role_policy_attachments_exclusive: {
    group: 'iam',
    label: 'Only attachments',
    partOf: 'role_name',
  },
  aws_lambda_function: { group: 'lambda', label: 'Function', name: at('function_name') },
  aws_lambda_permission: { group: 'lambda', label: 'Permission', partOf: 'function_name' },
  aws_cloudwatch_event_rule: { group: 'events', label: 'Rule', traits: at('schedule_expression') },
  aws_cloudwatch_event_target: { group: 'events', label: 'Target', partOf: 'rule' },
  aws_sqs_queue: {
    group: 'sqs',
    label: 'Queue',
    traits: (block) => when(has(block, 'sqs_managed_sse_enabled', true), 'encrypted'),
  },
  aws_ssm_parameter: {
    group: 'ssm',
    label: 'parameter',
    counted: true,
    name: (block) => at('name')(block).replace(/[^/]+$/, '…'),
  },
  // Network
  aws_default_security_group: {
    group: 'vpc',
    label: 'Default security group',
    partOf: 'vpc_id',
    adds: 'default security group empty',
  },
  aws_flow_log: { group: 'vpc', label: 'Flow log', partOf: 'vpc_id', adds: 'flow logs' },
  aws_route_table: { group: 'vpc', label: 'Route table', partOf: 'vpc_id' },
  aws_route_table_association: { group: 'vpc', label: 'Association', partOf: 'subnet_id' },
  aws_security_group: { group: 'vpc', label: 'Security group', traits: at('description') },
  aws_subnet: {
    group: 'vpc',
    label: 'Subnet',
    partOf: 'vpc_id',
    adds: (block) =>
      has(block, 'map_public_ip_on_launch', true) ? 'public subnet' : 'private subnet',
  },
  aws_vpc: { group: 'vpc', label: 'Network', name: at('cidr_block') },
  aws_vpc_endpoint: {
    group: 'vpc',
    label: 'Endpoint',
    name: (block) => at('service_name')(block).replace(/^com\.amazonaws\.[^.]+\./, ''),
    traits: (block) => at('vpc_endpoint_type')(block).toLowerCase(),
  },
  aws_vpc_security_group_egress_rule: {
    group: 'vpc',
    label: 'Egress rule',
    partOf: 'security_group_id',
  },
  aws_vpc_security_group_ingress_rule: {
    group: 'vpc',
    label: 'Ingress rule',
    partOf: 'security_group_id',
    adds: 'ingress rule',
  },
  // Monitoring
  aws_cloudwatch_composite_alarm: {
    group: 'cloudwatch',
    label: 'Composite alarm',
    name: at('alarm_name'),
  },
  aws_cloudwatch_dashboard: { group: 'cloudwatch', label: 'Dashboard', name: at('dashboard_name') },
  aws_cloudwatch_log_group: {
    group: 'logs',
    label: 'Log group',
    traits: ({ body }) =>
      values(body, 'retention_in_days').map((days) => `kept for ${String(days)} days`),
  },
  aws_cloudwatch_metric_alarm: {
    group: 'cloudwatch',
    label: 'alarm',
    counted: true,
    name: (block) =>
      (at('namespace')(block) || at('metric_query.metric.namespace')(block)).replace(/^AWS\//, ''),
  },
  aws_kms_alias: { group: 'kms', label: 'Alias', partOf: 'target_key_id' },
  aws_kms_key: {
    group: 'kms',
    label: 'Key',
    name: (block) => at('description')(block).replace(/^Encrypts the /, ''),
    traits: (block) => when(has(block, 'enable_key_rotation', true), 'rotates every year'),
  },
  aws_kms_key_policy: { group: 'kms', label: 'Key policy', partOf: 'key_id' },
  aws_sns_topic: { group: 'sns', label: 'Topic' },
  aws_sns_topic_policy: {
    group: 'sns',
    label: 'Topic policy',
    partOf: 'arn',
    adds: 'topic policy',
  },
  aws_sns_topic_subscription: { group: 'sns', label: 'Subscription', partOf: 'topic_arn' },
};
