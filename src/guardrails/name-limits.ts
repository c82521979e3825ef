/** What AWS takes as a name, as its API reference has it. */
export interface NameLimit {
  readonly type: string;
  readonly attribute: string;
  readonly allowed: RegExp;
  readonly rule: string;
}

const limit = (type: string, attribute: string, allowed: RegExp, rule: string): NameLimit => ({
  type,
  attribute,
  allowed,
  rule,
});

/** Terraform finds out about most of these only when AWS refuses the name in the middle of a deploy. */
export const NAME_LIMITS: readonly NameLimit[] = [
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
  limit('aws_dynamodb_table', 'name', /^[\w.-]{3,255}$/, '3 to 255 of letters, digits, _ . -'),
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  limit(
    'aws_s3_bucket',
    'bucket',
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    '3 to 63 of a-z, 0-9, . -',
  ),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  limit('aws_iam_role', 'name', /^[\w+=,.@-]{1,64}$/, '1 to 64 of letters, digits, _ + = , . @ -'),
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
  limit(
    'aws_iam_role_policy',
    'name',
    /^[\w+=,.@-]{1,128}$/,
    '1 to 128 of letters, digits, _ + = , . @ -',
  ),
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  limit('aws_lambda_function', 'function_name', /^[\w-]{1,64}$/, '1 to 64 of letters, digits, _ -'),
  // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
  limit(
    'aws_lambda_permission',
    'statement_id',
    /^[\w-]{1,100}$/,
    '1 to 100 of letters, digits, _ -',
  ),
  // https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
  limit('aws_apigatewayv2_api', 'name', /^.{1,128}$/, '1 to 128 characters'),
  limit('aws_apigatewayv2_authorizer', 'name', /^.{1,128}$/, '1 to 128 characters'),
  // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  limit(
    'aws_cloudwatch_log_group',
    'name',
    /^[\w./#-]{1,512}$/,
    '1 to 512 of letters, digits, _ - / . #',
  ),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  limit('aws_cloudwatch_metric_alarm', 'alarm_name', /^.{1,255}$/, '1 to 255 characters'),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
  limit(
    'aws_cloudwatch_dashboard',
    'dashboard_name',
    /^[\w-]{1,255}$/,
    '1 to 255 of letters, digits, _ -',
  ),
  // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
  limit('aws_sns_topic', 'name', /^[\w-]{1,256}$/, '1 to 256 of letters, digits, _ -'),
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
  limit(
    'aws_kms_alias',
    'name',
    /^alias\/(?!aws\/)[\w:/-]{1,250}$/,
    'alias/ and up to 250 of letters, digits, _ : / -, not alias/aws/',
  ),
  // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
  // 1,011 characters with an ARN's head in front of them, of at most 15 levels.
  limit(
    'aws_ssm_parameter',
    'name',
    /^(?!\/?(aws|ssm))(?=.{1,900}$)\/?[\w.-]+(\/[\w.-]+){0,14}$/i,
    'up to 900 of letters, digits, _ . - in 15 levels at most, not beginning with aws or ssm',
  ),
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
  limit(
    'aws_security_group',
    'name',
    /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/i,
    '1 to 255 characters without quotes, not beginning with sg-',
  ),
  // https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
  limit('aws_wafv2_web_acl', 'name', /^[\w-]{1,128}$/, '1 to 128 of letters, digits, _ -'),
  // https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_OriginAccessControlConfig.html
  limit('aws_cloudfront_origin_access_control', 'name', /^.{1,64}$/, '1 to 64 characters'),
];
