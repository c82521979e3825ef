import { describe, expect, it } from '@jest/globals';
import { buildStage } from '../../../src/app';
import { isFoundByName } from '../../../src/ops/recover/by-name';
import { kindOf } from '../../../src/ops/recover/tagged-kinds';
import { synthesized } from '../../../src/synthesized/synthesized';
import { config, stage } from '../../support/config';
import { EVERY_FUNCTION } from '../../support/every-function';
import { MADE_AGAIN } from '../../support/made-again';

/** With every opt-in. */
const everything = {
  ...stage('prod'),
  webAcl: 'managed-rules',
  alarmEmails: ['on-call@lego-api.com'],
} as const;

const IN_ACCOUNT = 'us-east-1:123456789012:';

/** ARNs as AWS has them, the type that Terraform has for each, and what its import takes. */
const CASES: readonly (readonly [arn: string, type: string, id: string])[] = [
  [
    `acm:${IN_ACCOUNT}certificate/1`,
    'aws_acm_certificate',
    `arn:aws:acm:${IN_ACCOUNT}certificate/1`,
  ],
  ['apigateway:us-east-1::/apis/a1', 'aws_apigatewayv2_api', 'a1'],
  ['apigateway:us-east-1::/apis/a1/stages/$default', 'aws_apigatewayv2_stage', 'a1/$default'],
  ['cloudfront::123456789012:distribution/E1', 'aws_cloudfront_distribution', 'E1'],
  [`cloudwatch:${IN_ACCOUNT}alarm:dev-s3`, 'aws_cloudwatch_metric_alarm', 'dev-s3'],
  [`cloudwatch:${IN_ACCOUNT}alarm:dev-ill`, 'aws_cloudwatch_composite_alarm', 'dev-ill'],
  [`dynamodb:${IN_ACCOUNT}table/Images-dev`, 'aws_dynamodb_table', 'Images-dev'],
  [`ec2:${IN_ACCOUNT}route-table/rtb-1`, 'aws_route_table', 'rtb-1'],
  [`ec2:${IN_ACCOUNT}security-group/sg-1`, 'aws_security_group', 'sg-1'],
  [`ec2:${IN_ACCOUNT}subnet/subnet-1`, 'aws_subnet', 'subnet-1'],
  [`ec2:${IN_ACCOUNT}vpc/vpc-1`, 'aws_vpc', 'vpc-1'],
  [`ec2:${IN_ACCOUNT}vpc-endpoint/vpce-1`, 'aws_vpc_endpoint', 'vpce-1'],
  [`ec2:${IN_ACCOUNT}vpc-flow-log/fl-1`, 'aws_flow_log', 'fl-1'],
  [`events:${IN_ACCOUNT}rule/dev-nightly`, 'aws_cloudwatch_event_rule', 'dev-nightly'],
  [`lambda:${IN_ACCOUNT}function:dev-hello`, 'aws_lambda_function', 'dev-hello'],
  [`logs:${IN_ACCOUNT}log-group:/dev/api`, 'aws_cloudwatch_log_group', '/dev/api'],
  [`logs:${IN_ACCOUNT}delivery:a1`, 'aws_cloudwatch_log_delivery', 'a1'],
  [`logs:${IN_ACCOUNT}delivery-source:dev`, 'aws_cloudwatch_log_delivery_source', 'dev'],
  [`logs:${IN_ACCOUNT}delivery-destination:dev`, 'aws_cloudwatch_log_delivery_destination', 'dev'],
  ['s3:::images-dev', 'aws_s3_bucket', 'images-dev'],
  [`sns:${IN_ACCOUNT}dev-alarms`, 'aws_sns_topic', `arn:aws:sns:${IN_ACCOUNT}dev-alarms`],
  [
    `sqs:${IN_ACCOUNT}dev-nightly-failures`,
    'aws_sqs_queue',
    'https://sqs.us-east-1.amazonaws.com/123456789012/dev-nightly-failures',
  ],
  [`wafv2:${IN_ACCOUNT}global/webacl/dev/w-1`, 'aws_wafv2_web_acl', 'w-1/dev/CLOUDFRONT'],
];

describe('kindOf', () => {
  it.each(CASES)('knows %s', (arn, type, id) => {
    expect(kindOf(`arn:aws:${arn}`)).toMatchObject({
      types: expect.arrayContaining([type]) as unknown,
      id,
    });
  });

  it('replaces a parameter, which Terraform would change forever once imported', () => {
    expect(kindOf(`arn:aws:ssm:${IN_ACCOUNT}parameter/service/dev/id`)).toMatchObject({
      types: ['aws_ssm_parameter'],
      id: '/service/dev/id',
      isReplaced: true,
    });
  });

  it('does not know what no stage has', () => {
    expect(kindOf(`arn:aws:kinesis:${IN_ACCOUNT}stream/jobs`)).toBeUndefined();
    expect(kindOf('no ARN')).toBeUndefined();
  });

  it('finds every type of a stage, by tag or by name, that cannot be made again', () => {
    const stack = buildStage(config.shared, everything, EVERY_FUNCTION);
    const types = new Set(
      synthesized(stack).blocks.flatMap(({ kind, type }) => (kind === 'resource' ? [type] : [])),
    );
    const tagged = CASES.map(([, type]) => type);
    const lost = [...types].filter((type) => !tagged.includes(type) && !isFoundByName(type));
    expect(lost.sort()).toEqual(MADE_AGAIN);
  });
});
