import { NODE_RUNTIMES } from '../../config/schema';
import { statements } from '../policies';
import { each, type Rule } from '../rule';
import { has, refersTo, resources, values } from '../../synthesized/synthesized';

/** A block that only the internet has room for: 0.0.0.0/0, either half of it, and so on. */
const isPublicBlock = (block: unknown): boolean =>
  typeof block === 'string' &&
  (/^[\d.]+\/[0-7]$/.test(block) || /^[\da-f:]+\/(\d|1[0-9])$/i.test(block));

const CIDR_BLOCKS = [
  'cidr_ipv4',
  'cidr_ipv6',
  'ingress.cidr_blocks',
  'ingress.ipv6_cidr_blocks',
  'egress.cidr_blocks',
  'egress.ipv6_cidr_blocks',
];

/** What the API, the network and the alarms promise. */
export const API_RULES: readonly Rule[] = [
  {
    id: 'api-access-logging',
    remedy: 'set access_log_settings',
    checkov: { CKV_AWS_76: 'requests are logged' },
    check: each(
      'aws_apigatewayv2_stage',
      'does not log its requests',
      ({ body }) => values(body, 'access_log_settings.destination_arn').length > 0,
    ),
  },
  {
    id: 'api-authorization',
    remedy: 'ask for a token, or write a waiver that says why anyone may call it',
    checkov: { CKV_AWS_309: 'a route asks who is calling' },
    check: each('aws_apigatewayv2_route', 'may be called by anyone', (route) =>
      ['JWT', 'AWS_IAM', 'CUSTOM'].some((type) => has(route, 'authorization_type', type)),
    ),
  },
  {
    id: 'api-client-certificate',
    remedy: 'use an HTTP API: only the others call their backends over the network',
    checkov: { CKV2_AWS_51: 'a backend can tell the API by its certificate' },
    check: each('aws_apigatewayv2_api', 'calls its backends without a certificate', (api) =>
      has(api, 'protocol_type', 'HTTP'),
    ),
  },
  {
    id: 'lambda-permission-source',
    remedy: 'name a service as the principal, and its source_arn or source_account',
    checkov: {
      CKV_AWS_301: 'a function is not for everyone to call',
      CKV_AWS_364: 'a service calls a function for this account only',
    },
    check: each(
      'aws_lambda_permission',
      'lets others than this account call the function',
      (permission) =>
        !has(permission, 'principal', '*') &&
        values(permission.body, 'source_arn', 'source_account').length > 0,
    ),
  },
  {
    id: 'lambda-runtime',
    remedy: `take one of ${NODE_RUNTIMES.join(', ')}`,
    checkov: { CKV_AWS_363: 'a runtime is supported by AWS' },
    check: each(
      'aws_lambda_function',
      'has a runtime that AWS does not support any more, or that is not in the list of supported runtimes',
      ({ body }) =>
        values(body, 'runtime').every((runtime) => NODE_RUNTIMES.some((one) => one === runtime)),
    ),
  },
  {
    id: 'network-default-security-group',
    remedy: 'add an aws_default_security_group without rules',
    checkov: { CKV2_AWS_12: 'the default security group of a VPC lets nothing through' },
    check: each('aws_vpc', 'has a default security group that lets traffic through', (vpc, stack) =>
      resources(stack, 'aws_default_security_group').some(
        (group) =>
          refersTo(group, vpc, 'vpc_id') && values(group.body, 'ingress', 'egress').length === 0,
      ),
    ),
  },
  {
    id: 'network-not-public',
    remedy: 'name a security group, a prefix list or a private block',
    check: each(
      [
        'aws_security_group',
        'aws_vpc_security_group_ingress_rule',
        'aws_vpc_security_group_egress_rule',
        'aws_subnet',
        'aws_default_security_group',
      ],
      'is open to the internet',
      (resource) =>
        !has(resource, 'map_public_ip_on_launch', true) &&
        !values(resource.body, ...CIDR_BLOCKS).some(isPublicBlock),
    ),
  },
  {
    id: 'network-flow-logs',
    remedy: 'add an aws_flow_log',
    check: each('aws_vpc', 'does not log its traffic', (vpc, stack) =>
      resources(stack, 'aws_flow_log').some((log) => refersTo(log, vpc, 'vpc_id')),
    ),
  },
  {
    id: 'alarm-actions',
    remedy: 'set alarm_actions and ok_actions to the alarm topic',
    checkov: { CKV_AWS_319: 'the actions of an alarm are on' },
    check: each(
      ['aws_cloudwatch_metric_alarm', 'aws_cloudwatch_composite_alarm'],
      'has no alarm action, or no OK action',
      (alarm) =>
        !has(alarm, 'actions_enabled', false) &&
        values(alarm.body, 'alarm_actions').length > 0 &&
        values(alarm.body, 'ok_actions').length > 0,
    ),
  },
  {
    id: 'sns-encryption',
    remedy: 'set kms_master_key_id to a key that CloudWatch may use',
    checkov: { CKV_AWS_26: 'messages are encrypted at rest' },
    check: each(
      'aws_sns_topic',
      'is not encrypted, or with alias/aws/sns, which CloudWatch has no right to use',
      ({ body }) => values(body, 'kms_master_key_id').some((key) => key !== 'alias/aws/sns'),
    ),
  },
  {
    id: 'sqs-encryption',
    remedy: 'set sqs_managed_sse_enabled, or kms_master_key_id',
    checkov: { CKV_AWS_27: 'messages wait encrypted' },
    check: each(
      'aws_sqs_queue',
      'is not encrypted',
      (queue) =>
        has(queue, 'sqs_managed_sse_enabled', true) ||
        values(queue.body, 'kms_master_key_id').length > 0,
    ),
  },
  {
    id: 'sns-policy',
    remedy: 'add a condition on aws:SourceAccount or aws:PrincipalAccount',
    checkov: {
      CKV_AWS_169: 'a topic is for named services and principals',
      CKV_AWS_385: 'a topic is for this account',
    },
    check: each('aws_sns_topic_policy', 'lets other accounts in', (policy, stack) =>
      statements(stack, policy).every(
        ({ effect, conditions }) =>
          effect === 'Deny' ||
          conditions.some(({ variable }) =>
            ['aws:SourceAccount', 'aws:PrincipalAccount'].includes(variable),
          ),
      ),
    ),
  },
];
