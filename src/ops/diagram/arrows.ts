/** What a reference means, and so which way its arrow points. */
export interface Meaning {
  readonly label: string;
  /** Against the reference: what is referred to acts on what refers to it. @default with it */
  readonly against?: boolean;
}

/** A reference that another arrow or a frame already shows. */
export const SHOWN_OTHERWISE = 'shown otherwise';

/** Too many arrows to read: the box that is referred to says how many there are. */
export interface Badge {
  readonly badge: string;
}

/**
 * `type of what refers > type of what it refers to`. The first may name the attribute, `*` stands
 * for every other second. A reference that is not here is an arrow without a label.
 */
export const MEANINGS: Readonly<Partial<Record<string, Meaning | Badge | typeof SHOWN_OTHERWISE>>> =
  {
    'aws_cloudfront_distribution.origin > aws_s3_bucket': { label: 'reads via OAC' },
    'aws_cloudwatch_log_delivery > aws_cloudwatch_log_delivery_destination': { label: 'logs to' },
    'aws_cloudfront_distribution > aws_acm_certificate_validation': { label: 'TLS', against: true },
    'aws_cloudfront_distribution > aws_wafv2_web_acl': { label: 'filters', against: true },
    'aws_route53_record > aws_cloudfront_distribution': { label: 'resolves to' },
    'aws_route53_record > data.aws_route53_zone': { label: 'record in', against: true },
    'aws_s3_bucket_logging > aws_s3_bucket': { label: 'logs to' },
    // The policies let in what the arrows of the distribution and of the access logs show.
    'aws_s3_bucket_policy > aws_cloudfront_distribution': SHOWN_OTHERWISE,
    'aws_s3_bucket_policy > aws_s3_bucket': SHOWN_OTHERWISE,
    'aws_apigatewayv2_stage > aws_cloudwatch_log_group': { label: 'logs to' },
    'aws_apigatewayv2_integration > aws_lambda_function': { label: 'invokes' },
    'aws_lambda_permission > aws_apigatewayv2_api': SHOWN_OTHERWISE,
    'aws_cloudwatch_event_target > aws_lambda_function': { label: 'invokes' },
    'aws_s3_bucket_notification > aws_lambda_function': { label: 'invokes' },
    // The rule's and the bucket's arrows show what the permission is for.
    'aws_lambda_permission > aws_cloudwatch_event_rule': SHOWN_OTHERWISE,
    'aws_lambda_permission > aws_s3_bucket': SHOWN_OTHERWISE,
    'aws_lambda_function > aws_dynamodb_table': { label: 'is told of' },
    'aws_lambda_function > aws_s3_object': { label: 'code from' },
    'aws_lambda_function > aws_s3_bucket': { label: 'is told of' },
    'aws_lambda_function > aws_sqs_queue': { label: 'failures to' },
    // The function's own arrow says more.
    'aws_iam_role_policy > aws_sqs_queue': SHOWN_OTHERWISE,
    'aws_lambda_function > aws_iam_role': { label: 'runs as' },
    'aws_lambda_function > aws_security_group': { label: 'in' },
    'aws_lambda_function > aws_subnet': { label: 'runs in' },
    'aws_lambda_function > aws_cloudwatch_log_group': { label: 'logs to' },
    'aws_iam_role_policy > aws_cloudwatch_log_group': { label: 'may write' },
    'aws_iam_role_policy > aws_dynamodb_table': { label: 'may use' },
    'aws_iam_role_policy > aws_s3_bucket': { label: 'may use' },
    'aws_flow_log > aws_iam_role': { label: 'flow logs as' },
    // The role's own arrow goes on to the log group.
    'aws_flow_log > aws_cloudwatch_log_group': SHOWN_OTHERWISE,
    // The frame shows what is in the network.
    'aws_security_group > aws_vpc': SHOWN_OTHERWISE,
    'aws_vpc_endpoint > aws_vpc': SHOWN_OTHERWISE,
    'aws_vpc_endpoint > aws_route_table': SHOWN_OTHERWISE,
    'aws_vpc_endpoint > aws_s3_bucket': { label: 'this bucket only' },
    'aws_vpc_endpoint > aws_dynamodb_table': { label: 'this table only' },
    'aws_vpc_security_group_egress_rule > aws_vpc_endpoint': { label: 'HTTPS' },
    'aws_cloudwatch_composite_alarm > aws_cloudwatch_metric_alarm': {
      label: 'raise',
      against: true,
    },
    'aws_cloudwatch_composite_alarm > aws_sns_topic': { label: 'pages' },
    'aws_cloudwatch_metric_alarm > aws_sns_topic': { label: 'alarms to' },
    'aws_cloudwatch_metric_alarm > *': { badge: 'alarm' },
    'aws_ssm_parameter > *': { badge: 'SSM parameter' },
    // What it shows has alarms, and those are on it.
    'aws_cloudwatch_dashboard > *': SHOWN_OTHERWISE,
    'aws_cloudwatch_dashboard > aws_cloudwatch_metric_alarm': { label: 'shown on', against: true },
    'aws_sns_topic > aws_kms_key': { label: 'encrypts', against: true },
  };

/** The meaning of a reference from an attribute of one type to another type. */
export function meaningOf(
  from: string,
  attribute: string,
  to: string,
): Meaning | Badge | typeof SHOWN_OTHERWISE {
  const keys = [`${from}.${attribute} > ${to}`, `${from} > ${to}`, `${from} > *`];
  return keys.map((key) => MEANINGS[key]).find((meaning) => meaning !== undefined) ?? { label: '' };
}
