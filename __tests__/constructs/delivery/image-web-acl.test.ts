import { describe, expect, it } from '@jest/globals';
import { ImageWebAcl } from '../../../src/constructs/delivery/image-web-acl';
import { only, synthesize, testStack } from '../../support/stack';

const stack = testStack();
new ImageWebAcl(stack, 'web-acl', { name: 'images' });
const webAcl = only(synthesize(stack), 'aws_wafv2_web_acl');
const rules = webAcl.rule as Readonly<Record<string, unknown>>[];

describe('ImageWebAcl', () => {
  it('is for CloudFront and lets through what no rule stops', () => {
    expect(webAcl).toMatchObject({ scope: 'CLOUDFRONT', default_action: { allow: {} } });
  });

  it("applies AWS's managed rules, known bad inputs among them", () => {
    expect(rules.map((rule) => rule.name)).toEqual([
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesKnownBadInputsRuleSet',
      'AWSManagedRulesCommonRuleSet',
      'RateLimit',
    ]);
    expect(rules[1]?.statement).toEqual({
      managed_rule_group_statement: {
        vendor_name: 'AWS',
        name: 'AWSManagedRulesKnownBadInputsRuleSet',
      },
    });
    expect(rules.map((rule) => rule.priority)).toEqual([0, 1, 2, 3]);
  });

  it('blocks an address that asks too often', () => {
    expect(rules[3]).toMatchObject({
      action: { block: {} },
      statement: { rate_based_statement: { aggregate_key_type: 'IP', limit: 10_000 } },
    });
  });
});
