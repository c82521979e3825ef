import type { Break } from '../../support/editable-stack';
import { ADDED, ADDED_POLICY, STACK } from '../../support/editable-stack';

const ROUTE = 'image-api/get-hello/route';
const open = { path: ADDED, problem: 'is open to the internet' };
const silent = { path: ADDED, problem: 'tells nobody' };
const unencrypted = {
  path: ADDED,
  problem: 'is not encrypted, or by the key that drops what CloudWatch sends',
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
    problem: 'may be called by anyone, without a reason',
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
    rule: 'network-flow-logs',
    breakIt: (stack) => stack.drop('service-network/flow-logs/flow-log'),
    path: `${STACK}/service-network/vpc`,
    problem: 'does not log its traffic',
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
    rule: 'sns-policy',
    breakIt: (stack) =>
      stack
        .add('resource', 'aws_sns_topic_policy', { policy: ADDED_POLICY })
        .addStatement({ principals: [{ type: 'AWS', identifiers: ['111122223333'] }] }),
    path: ADDED,
    problem: 'lets other accounts in',
  },
];
