import { Wafv2WebAcl, type Wafv2WebAclRule } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Construct } from 'constructs';
import { inRegion, type RegionProps } from '../provider';

export interface ImageWebAclProps extends RegionProps {
  readonly name: string;
}

/**
 * AWS's managed rule groups, in the order in which they look at a request.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
const MANAGED_RULE_GROUPS = [
  'AWSManagedRulesAmazonIpReputationList',
  'AWSManagedRulesKnownBadInputsRuleSet',
  'AWSManagedRulesCommonRuleSet',
] as const;

/** Requests of one address within five minutes, after which it is refused for a while. */
const RATE_LIMIT = 10_000;

/** A web ACL for the distribution, in us-east-1, where CloudFront looks for it: AWS's managed rules and a rate limit per address. */
export class ImageWebAcl extends Construct {
  readonly webAcl: Wafv2WebAcl;

  constructor(scope: Construct, id: string, props: ImageWebAclProps) {
    super(scope, id);
    this.webAcl = new Wafv2WebAcl(this, 'web-acl', {
      ...inRegion(props),
      name: props.name,
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      rule: [...MANAGED_RULE_GROUPS.map(managedRule), rateLimitRule()],
      visibilityConfig: visibility(props.name),
    });
  }
}

function managedRule(ruleGroup: string, priority: number): Wafv2WebAclRule {
  return {
    name: ruleGroup,
    priority,
    overrideAction: { none: {} },
    // The provider's bindings leave statements untyped, and with that unmapped: Terraform's names.
    statement: { managed_rule_group_statement: { vendor_name: 'AWS', name: ruleGroup } },
    visibilityConfig: visibility(ruleGroup),
  };
}

function rateLimitRule(): Wafv2WebAclRule {
  return {
    name: 'RateLimit',
    priority: MANAGED_RULE_GROUPS.length,
    action: { block: {} },
    statement: { rate_based_statement: { aggregate_key_type: 'IP', limit: RATE_LIMIT } },
    visibilityConfig: visibility('RateLimit'),
  };
}

function visibility(metricName: string): Wafv2WebAclRule['visibilityConfig'] {
  return { metricName, cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
