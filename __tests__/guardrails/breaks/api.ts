import type { Break } from '../../support/editable-stack';
import { ADDED, ADDED_POLICY, add, breaks, drop, set } from '../../support/editable-stack';

const API = 'image-api/api';
const ROUTE = 'image-api/get-hello/route';
const STAGE = 'image-api/default-stage';
const PERMISSION = 'image-api/get-hello/permission';
const FUNCTION = 'functions/hello/function';
const VPC = 'service-network/vpc';
const SUBNET = 'service-network/private-subnet-a';
const GROUP = 'service-network/function-security-group';
const DEFAULT_GROUP = 'service-network/default-security-group';

const open = 'is open to the internet';

export const API_BREAKS: readonly Break[] = [
  ...breaks(
    'api-access-logging',
    STAGE,
    'does not log its requests',
    set(STAGE, 'access_log_settings', undefined),
  ),
  ...breaks(
    'api-authorization',
    ROUTE,
    'may be called by anyone',
    set(ROUTE, 'authorization_type', 'NONE'),
  ),
  ...breaks(
    'api-client-certificate',
    API,
    'calls its backends without a certificate',
    set(API, 'protocol_type', 'WEBSOCKET'),
  ),
  ...breaks(
    'network-not-public',
    ADDED,
    open,
    add('aws_vpc_security_group_ingress_rule', { cidr_ipv4: '0.0.0.0/0' }),
    add('aws_vpc_security_group_egress_rule', { cidr_ipv6: '::/0' }),
    add('aws_vpc_security_group_egress_rule', { cidr_ipv4: '128.0.0.0/1' }),
  ),
  ...breaks(
    'network-not-public',
    GROUP,
    open,
    set(GROUP, 'egress', [{ cidr_blocks: ['0.0.0.0/0'] }]),
  ),
  ...breaks('network-not-public', SUBNET, open, set(SUBNET, 'map_public_ip_on_launch', true)),
  ...breaks(
    'network-default-security-group',
    VPC,
    'has a default security group that lets traffic through',
    drop(DEFAULT_GROUP),
    set(DEFAULT_GROUP, 'egress', [{ protocol: '-1' }]),
  ),
  ...breaks(
    'lambda-permission-source',
    PERMISSION,
    'lets others than this account call the function',
    set(PERMISSION, 'source_arn', undefined),
    set(PERMISSION, 'principal', '*'),
  ),
  ...breaks(
    'lambda-runtime',
    FUNCTION,
    'has a runtime that AWS does not support any more, or that is not in the list of supported runtimes',
    set(FUNCTION, 'runtime', 'nodejs16.x'),
  ),
  ...breaks(
    'network-flow-logs',
    VPC,
    'does not log its traffic',
    drop('service-network/flow-logs/flow-log'),
  ),
  ...breaks(
    'alarm-actions',
    ADDED,
    'has no alarm action, or no OK action',
    add('aws_cloudwatch_composite_alarm', { ok_actions: ['a'] }),
    add('aws_cloudwatch_metric_alarm', { ok_actions: ['a'] }),
    add('aws_cloudwatch_metric_alarm', { alarm_actions: ['a'] }),
    add('aws_cloudwatch_metric_alarm', {
      alarm_actions: ['a'],
      ok_actions: ['a'],
      actions_enabled: false,
    }),
  ),
  ...breaks(
    'sns-encryption',
    ADDED,
    'is not encrypted, or with alias/aws/sns, which CloudWatch has no right to use',
    add('aws_sns_topic', {}),
    add('aws_sns_topic', { kms_master_key_id: 'alias/aws/sns' }),
  ),
  ...breaks(
    'sqs-encryption',
    ADDED,
    'is not encrypted',
    add('aws_sqs_queue', { sqs_managed_sse_enabled: false }),
  ),
  ...breaks('sns-policy', ADDED, 'lets other accounts in', (stack) =>
    stack
      .add('resource', 'aws_sns_topic_policy', { policy: ADDED_POLICY })
      .addStatement({ principals: [{ type: 'AWS', identifiers: ['111122223333'] }] }),
  ),
];
