import type { ResourceTypeName } from '../resource-types';
import { PRICES } from './inputs';

/** A resource's attributes: those of a plan, or those that were synthesized. */
type Attributes = Readonly<Record<string, unknown>>;

/** US dollars a month, in us-east-1. */
type FixedCost = number | ((attributes: Attributes) => number);

/** How many hours AWS counts a month as. */
export const HOURS_OF_MONTH = 730;

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html */
const METRICS_OF_SUBSCRIPTION = 8;

/**
 * What a resource costs in a month in which nobody uses it, by its type. 0: it is billed by use, or not at
 * all; so are S3's request metrics and an API's detailed metrics, which exist while there are requests.
 */
const FIXED_COSTS: Readonly<Record<ResourceTypeName, FixedCost>> = {
  aws_acm_certificate: 0,
  aws_acm_certificate_validation: 0,
  aws_apigatewayv2_api: 0,
  aws_apigatewayv2_authorizer: 0,
  aws_apigatewayv2_integration: 0,
  aws_apigatewayv2_route: 0,
  aws_apigatewayv2_stage: 0,
  aws_cloudfront_cache_policy: 0,
  aws_cloudfront_distribution: 0,
  aws_cloudfront_monitoring_subscription: METRICS_OF_SUBSCRIPTION * PRICES.customMetric.value,
  aws_cloudfront_origin_access_control: 0,
  aws_cloudfront_response_headers_policy: 0,
  aws_cloudwatch_composite_alarm: PRICES.compositeAlarm.value,
  aws_cloudwatch_dashboard: PRICES.dashboard.value,
  aws_cloudwatch_metric_alarm: (alarm) => metricsOf(alarm) * PRICES.alarmMetric.value,
  aws_dynamodb_table: 0,
  aws_default_security_group: 0,
  aws_flow_log: 0,
  aws_route_table: 0,
  aws_route_table_association: 0,
  aws_security_group: 0,
  aws_subnet: 0,
  aws_vpc: 0,
  aws_vpc_endpoint: endpointCost,
  aws_vpc_security_group_egress_rule: 0,
  aws_vpc_security_group_ingress_rule: 0,
  aws_cloudwatch_event_rule: 0,
  aws_cloudwatch_event_target: 0,
  aws_iam_openid_connect_provider: 0,
  aws_iam_policy: 0,
  aws_iam_role: 0,
  aws_iam_role_policy: 0,
  aws_iam_role_policies_exclusive: 0,
  aws_iam_role_policy_attachment: 0,
  aws_iam_role_policy_attachments_exclusive: 0,
  aws_kms_alias: 0,
  aws_kms_key: PRICES.kmsKey.value,
  aws_kms_key_policy: 0,
  aws_lambda_function: 0,
  aws_lambda_permission: 0,
  aws_cloudwatch_log_delivery: 0,
  aws_cloudwatch_log_delivery_destination: 0,
  aws_cloudwatch_log_delivery_source: 0,
  aws_cloudwatch_log_group: 0,
  aws_route53_record: 0,
  aws_s3_bucket: 0,
  aws_s3_bucket_cors_configuration: 0,
  aws_s3_bucket_lifecycle_configuration: 0,
  aws_s3_bucket_logging: 0,
  aws_s3_bucket_metric: 0,
  aws_s3_bucket_notification: 0,
  aws_s3_bucket_ownership_controls: 0,
  aws_s3_bucket_policy: 0,
  aws_s3_bucket_public_access_block: 0,
  aws_s3_bucket_server_side_encryption_configuration: 0,
  aws_s3_bucket_versioning: 0,
  aws_s3_object: 0,
  aws_sns_topic: 0,
  aws_sns_topic_policy: 0,
  aws_sns_topic_subscription: 0,
  aws_sqs_queue: 0,
  aws_ssm_parameter: 0,
  aws_wafv2_web_acl: webAclCost,
};

const BY_TYPE: ReadonlyMap<string, FixedCost> = new Map(Object.entries(FIXED_COSTS));

/**
 * US dollars that a resource costs a month, used or not; list prices of us-east-1. 0 for a type that no stack
 * of this project has.
 */
export function fixedCost(type: string, attributes: Attributes): number {
  const cost = BY_TYPE.get(type) ?? 0;
  return typeof cost === 'number' ? cost : cost(attributes);
}

/** An amount as it is printed, e.g. `$1,234.50`. */
export const dollars = (amount: number): string =>
  amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Metrics that an alarm is billed by: in metric math, those that it takes, not the expression. */
function metricsOf({ metric_query: queries }: Attributes): number {
  const metrics = list(queries).filter((query) => {
    const { metric } = query as { readonly metric?: unknown };
    return Array.isArray(metric) ? metric.length > 0 : metric !== undefined && metric !== null;
  });
  return list(queries).length === 0 ? 1 : metrics.length;
}

/** Gateway endpoints are free; an interface endpoint has an interface in each of its subnets. */
function endpointCost({ vpc_endpoint_type: type, subnet_ids: subnets }: Attributes): number {
  return type === 'Interface'
    ? list(subnets).length * HOURS_OF_MONTH * PRICES.interfaceEndpoint.value
    : 0;
}

function webAclCost({ rule: rules }: Attributes): number {
  return PRICES.webAcl.value + list(rules).length * PRICES.webAclRule.value;
}
