import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dollars, fixedCost } from '../../src/costs/fixed-costs';
import { PROJECT_ROOT } from '../../src/system/project';
import { synthesizeAccess } from '../support/access';
import { config, stage } from '../support/config';
import { fixedCosts } from '../support/scaling/document';
import { only } from '../support/stack';

/** Dev, its account's access stack, and what of them costs something whoever uses it. */
function devWith(overrides: Parameters<typeof stage>[1] = {}) {
  const { access, stages } = synthesizeAccess([stage('dev', overrides)], { shared: config.shared });
  const json = stages.get('dev');
  if (json === undefined) throw new Error('there is no dev');
  const costs = fixedCosts({ json, access }).map(({ type, cost }) => [type, dollars(cost)]);
  return { json, costs: Object.fromEntries(costs) as Record<string, string> };
}

describe('fixedCost', () => {
  const subnets = (count: number) => Array.from({ length: count }, (_, index) => `subnet-${index}`);
  const metric = [{ metric_name: 'Errors' }];

  it.each([
    ['an alarm on a metric', 'aws_cloudwatch_metric_alarm', { metric_name: 'Errors' }, 0.1],
    // As Terraform has it in plans: without a metric, an empty list.
    [
      'an alarm on an expression of two metrics, by the metrics',
      'aws_cloudwatch_metric_alarm',
      { metric_query: [{ expression: 'a/b', metric: [] }, { metric }, { metric }] },
      0.2,
    ],
    // As it is synthesized.
    [
      'the same as it is written',
      'aws_cloudwatch_metric_alarm',
      { metric_query: [{ expression: 'a/b' }, { metric: metric[0] }, { metric: metric[0] }] },
      0.2,
    ],
    ['a composite alarm', 'aws_cloudwatch_composite_alarm', {}, 0.5],
    ['a dashboard', 'aws_cloudwatch_dashboard', {}, 3],
    // 8 metrics of $0.30.
    ["a distribution's metrics", 'aws_cloudfront_monitoring_subscription', {}, 2.4],
    ['a key', 'aws_kms_key', {}, 1],
    // $5 and $1 for each of four rules.
    ['a web ACL', 'aws_wafv2_web_acl', { rule: [{}, {}, {}, {}] }, 9],
    // 730 hours of $0.01 in each of three zones.
    [
      'an interface endpoint, by zone',
      'aws_vpc_endpoint',
      { vpc_endpoint_type: 'Interface', subnet_ids: subnets(3) },
      21.9,
    ],
    ['a gateway endpoint', 'aws_vpc_endpoint', { vpc_endpoint_type: 'Gateway' }, 0],
    ['a function', 'aws_lambda_function', {}, 0],
    ['a type of no stack', 'aws_instance', {}, 0],
  ])('is what AWS charges for %s', (_, type, attributes, cost) => {
    expect(fixedCost(type, attributes)).toBeCloseTo(cost, 10);
  });
});

describe('an idle stage', () => {
  it('costs what README says, by its parts', () => {
    // 49 metrics of alarms at $0.10; all else as above.
    const parts = {
      aws_cloudfront_monitoring_subscription: '$2.40',
      aws_cloudwatch_composite_alarm: '$0.50',
      aws_cloudwatch_dashboard: '$3.00',
      aws_cloudwatch_metric_alarm: '$4.90',
      aws_kms_key: '$1.00',
    };
    expect(devWith().costs).toEqual(parts);
    const readme = readFileSync(path.join(PROJECT_ROOT, 'README.md'), 'utf8');
    // 2.40 + 0.50 + 3.00 + 4.90 + 1.00
    expect(readme).toContain('An idle stage costs about $11.80 a month');
  });

  it('costs more with what it may opt into', () => {
    const { network } = stage('dev');
    if (network.mode !== 'vpc') throw new Error('dev has no network');
    const { json, costs } = devWith({
      webAcl: 'managed-rules',
      network: { ...network, availabilityZones: ['a', 'b'], interfaceEndpoints: ['sqs'] },
    });
    expect(only(json, 'aws_wafv2_web_acl').rule).toHaveLength(4);
    expect(costs).toMatchObject({ aws_wafv2_web_acl: '$9.00', aws_vpc_endpoint: '$14.60' });
  });
});
