import type { Needs } from './needs';

/**
 * Log delivery that API Gateway sets up on behalf of who turns on access logs:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
const SET_UP_ACCESS_LOGS = [
  'logs:CreateLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
] as const;

/**
 * AWS asks for them although its reference lacks them:
 * https://github.com/hashicorp/terraform-provider-aws/issues/20634
 */
const TAG_API = 'apigateway:TagResource';
const UNTAG_API = 'apigateway:UntagResource';

/** API, alarms and parameters. */
export const SERVICE_NEEDS = {
  aws_apigatewayv2_api: [
    {
      on: 'apis',
      read: ['apigateway:GET'],
      update: ['apigateway:PATCH'],
      delete: ['apigateway:DELETE'],
      tag: [TAG_API, UNTAG_API],
    },
    { on: 'newApis', create: ['apigateway:POST'] },
    // The account's first API has API Gateway make its own role there, in the caller's name.
    { on: 'apiGatewayRole', create: ['iam:CreateServiceLinkedRole'] },
    { on: 'newApiTags', create: [TAG_API] },
    { on: 'apiTags', tag: ['apigateway:DELETE', 'apigateway:POST', 'apigateway:PUT'] },
  ],
  aws_apigatewayv2_authorizer: partOfApi(),
  aws_apigatewayv2_stage: [
    {
      on: 'apis',
      read: ['apigateway:GET'],
      update: ['apigateway:PATCH'],
      delete: ['apigateway:DELETE'],
      tag: [TAG_API, UNTAG_API],
    },
    { on: 'newApiStages', create: ['apigateway:POST'] },
    { on: 'newApiTags', create: [TAG_API] },
    { on: 'apiTags', tag: ['apigateway:DELETE', 'apigateway:POST', 'apigateway:PUT'] },
    // A route's own limits, or the access log, that are no longer wanted.
    { on: 'apiParts', update: ['apigateway:DELETE'] },
    {
      on: 'anything',
      create: SET_UP_ACCESS_LOGS,
      update: [...SET_UP_ACCESS_LOGS, 'logs:DeleteLogDelivery'],
      delete: ['logs:DeleteLogDelivery', 'logs:GetLogDelivery', 'logs:ListLogDeliveries'],
    },
  ],
  aws_cloudwatch_dashboard: [
    {
      on: 'dashboards',
      read: ['cloudwatch:GetDashboard'],
      create: ['cloudwatch:PutDashboard'],
      update: ['cloudwatch:PutDashboard'],
      delete: ['cloudwatch:DeleteDashboards'],
    },
  ],
  aws_cloudwatch_metric_alarm: [
    { on: 'anyAlarm', read: ['cloudwatch:DescribeAlarms'] },
    {
      on: 'alarms',
      read: ['cloudwatch:ListTagsForResource'],
      create: ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
      update: ['cloudwatch:PutMetricAlarm'],
      delete: ['cloudwatch:DeleteAlarms'],
      tag: ['cloudwatch:TagResource', 'cloudwatch:UntagResource'],
    },
  ],
  aws_sns_topic: [
    {
      on: 'topics',
      read: ['sns:GetTopicAttributes', 'sns:ListTagsForResource'],
      create: ['sns:CreateTopic', 'sns:SetTopicAttributes', 'sns:TagResource'],
      update: ['sns:SetTopicAttributes'],
      delete: ['sns:DeleteTopic'],
      tag: ['sns:TagResource', 'sns:UntagResource'],
    },
  ],
  aws_sns_topic_policy: [
    {
      on: 'topics',
      read: ['sns:GetTopicAttributes'],
      create: ['sns:SetTopicAttributes'],
      update: ['sns:SetTopicAttributes'],
      delete: ['sns:SetTopicAttributes'],
    },
  ],
  aws_sns_topic_subscription: [
    {
      on: 'topics',
      read: ['sns:GetSubscriptionAttributes'],
      create: ['sns:Subscribe'],
      update: ['sns:SetSubscriptionAttributes'],
      delete: ['sns:Unsubscribe'],
    },
  ],
  aws_ssm_parameter: [
    { on: 'anything', read: ['ssm:DescribeParameters'] },
    {
      on: 'parameters',
      read: ['ssm:GetParameter', 'ssm:ListTagsForResource'],
      create: ['ssm:PutParameter', 'ssm:AddTagsToResource'],
      update: ['ssm:PutParameter'],
      delete: ['ssm:DeleteParameter'],
      tag: ['ssm:AddTagsToResource', 'ssm:RemoveTagsFromResource'],
    },
  ],
} as const satisfies Needs;

/** What an API consists of. */
export function partOfApi() {
  return [
    {
      on: 'apiParts',
      read: ['apigateway:GET'],
      create: ['apigateway:POST'],
      update: ['apigateway:PATCH'],
      delete: ['apigateway:DELETE'],
    },
  ] as const;
}
