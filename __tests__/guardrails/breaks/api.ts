import type { Break } from '../../support/editable-stack';
import { ADDED, ADDED_POLICY, STACK } from '../../support/editable-stack';

const ROUTE = 'image-api/get-hello/route';
const open = { path: ADDED, problem: 'is open to the internet' };
const openByDefault = {
  path: `${STACK}/service-network/vpc`,
  problem: 'has a default security group that lets traffic through',
};
const PERMISSION = 'image-api/get-hello/permission';
const callable = {
  path: `${STACK}/${PERMISSION}`,
  problem: 'lets others than this account call the function',
};
const silent = { path: ADDED, problem: 'has no alarm action, or no OK action' };
const unencrypted = {
  path: ADDED,
  problem: 'is not encrypted, or with alias/aws/sns, which CloudWatch has no right to use',
};

export const API_BREAKS: readonly Break[] = [
  {
    rule: 'api-access-logging',
    breakIt: (stack) => stack.set('image-api/default-stage', 'access_log_settings', undefined),
    path: `${STACK}/image-api/default-stage`,
    problem: 'does not log its requests',
  },
  {
    rule: 'api-authorization',
    breakIt: (stack) => stack.set(ROUTE, 'authorization_type', 'NONE'),
    path: `${STACK}/${ROUTE}`,
    problem: 'may be called by anyone',
  },
  {
    rule: 'api-client-certificate',
    breakIt: (stack) => stack.set('image-api/api', 'protocol_type', 'WEBSOCKET'),
    path: `${STACK}/image-api/api`,
    problem: 'calls its backends without a certificate',
  },
  {
    rule: 'network-not-public',
    breakIt: (stack) =>
      stack.add('resource', 'aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0' }),
    ...open,
  },
  {
    rule: 'network-not-public',
    breakIt: (stack) =>
      stack.add('resource', 'aws_vpc_security_group_egress_rule', { cidr_ipv6: '::/0' }),
    ...open,
  },
  {
    rule: 'network-not-public',
    breakIt: (stack) =>
      stack.set('service-network/function-security-group', 'egress', [
        { cidr_blocks: ['0.0.0.0/0'] },
      ]),
    path: `${STACK}/service-network/function-security-group`,
    problem: open.problem,
  },
  {
    rule: 'network-not-public',
    breakIt: (stack) =>
      stack.set('service-network/private-subnet-a', 'map_public_ip_on_launch', true),
    path: `${STACK}/service-network/private-subnet-a`,
    problem: open.problem,
  },
  {
    rule: 'network-not-public',
    breakIt: (stack) =>
      stack.add('resource', 'aws_vpc_security_group_egress_rule', { cidr_ipv4: '128.0.0.0/1' }),
    ...open,
  },
  {
    rule: 'network-default-security-group',
    breakIt: (stack) => stack.drop('service-network/default-security-group'),
    ...openByDefault,
  },
  {
    rule: 'network-default-security-group',
    breakIt: (stack) =>
      stack.set('service-network/default-security-group', 'egress', [{ protocol: '-1' }]),
    ...openByDefault,
  },
  {
    rule: 'lambda-permission-source',
    breakIt: (stack) => stack.set(PERMISSION, 'source_arn', undefined),
    ...callable,
  },
  {
    rule: 'lambda-permission-source',
    breakIt: (stack) => stack.set(PERMISSION, 'principal', '*'),
    ...callable,
  },
  {
    rule: 'lambda-runtime',
    breakIt: (stack) => stack.set('functions/hello/function', 'runtime', 'nodejs16.x'),
    path: `${STACK}/functions/hello/function`,
    problem:
      'has a runtime that AWS does not support any more, or that is not in the list of supported runtimes',
  },
  {
    rule: 'network-flow-logs',
    breakIt: (stack) => stack.drop('service-network/flow-logs/flow-log'),
    path: `${STACK}/service-network/vpc`,
    problem: 'does not log its traffic',
  },
  {
    rule: 'alarm-actions',
    breakIt: (stack) =>
      stack.add('resource', 'aws_cloudwatch_composite_alarm', { ok_actions: ['a'] }),
    ...silent,
  },
  {
    rule: 'alarm-actions',
    breakIt: (stack) => stack.add('resource', 'aws_cloudwatch_metric_alarm', { ok_actions: ['a'] }),
    ...silent,
  },
  {
    rule: 'alarm-actions',
    breakIt: (stack) =>
      stack.add('resource', 'aws_cloudwatch_metric_alarm', { alarm_actions: ['a'] }),
    ...silent,
  },
  {
    rule: 'alarm-actions',
    breakIt: (stack) =>
      stack.add('resource', 'aws_cloudwatch_metric_alarm', {
        alarm_actions: ['a'],
        ok_actions: ['a'],
        actions_enabled: false,
      }),
    ...silent,
  },
  {
    rule: 'sns-encryption',
    breakIt: (stack) => stack.add('resource', 'aws_sns_topic', {}),
    ...unencrypted,
  },
  {
    rule: 'sns-encryption',
    breakIt: (stack) =>
      stack.add('resource', 'aws_sns_topic', { kms_master_key_id: 'alias/aws/sns' }),
    ...unencrypted,
  },
  {
    rule: 'sqs-encryption',
    breakIt: (stack) => stack.add('resource', 'aws_sqs_queue', { sqs_managed_sse_enabled: false }),
    path: ADDED,
    problem: 'is not encrypted',
  },
  {
    rule: 'sns-policy',
    breakIt: (stack) =>
      stack
        .add('resource', 'aws_sns_topic_policy', { policy: ADDED_POLICY })
        .addStatement({ principals: [{ type: 'AWS', identifiers: ['111122223333'] }] }),
    path: ADDED,
    problem: 'lets other accounts in',
  },
];
