import type { Limit, ScopedStage } from './limit';
import { ofStage } from './limit';

type NetworkScope = (stage: ScopedStage) => Limit;

/** What a network is made of, as EC2's ARNs call it, and the action that makes it. */
const PARTS = {
  'route-table': ['CreateRouteTable'],
  'security-group': ['CreateSecurityGroup'],
  'security-group-rule': ['AuthorizeSecurityGroupEgress', 'AuthorizeSecurityGroupIngress'],
  subnet: ['CreateSubnet'],
  vpc: ['CreateVpc'],
  'vpc-endpoint': ['CreateVpcEndpoint'],
  'vpc-flow-log': ['CreateFlowLogs'],
} as const;

const ALL = Object.keys(PARTS);

/**
 * By tag: ids are generated. Making a part of a network is asked twice, of the new part by the tags
 * that it is to have, and of the VPC (subnet, security group, …) that it goes into by its own.
 */
export const NETWORK_SCOPES = {
  network: (stage) => ({
    resources: arns(stage, ALL),
    conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
  }),
  newFlowLogs: newPart('vpc-flow-log'),
  newRouteTables: newPart('route-table'),
  newSecurityGroupRules: newPart('security-group-rule'),
  newSecurityGroups: newPart('security-group'),
  newSubnets: newPart('subnet'),
  newVpcEndpoints: newPart('vpc-endpoint'),
  newVpcs: newPart('vpc'),

  /** Tags are given only in the request that makes the part. */
  newNetworkTags: (stage) => ({
    resources: arns(stage, ALL),
    conditions: [
      { test: 'StringEquals', variable: 'ec2:CreateAction', values: Object.values(PARTS).flat() },
    ],
  }),

  /** A VPC's default security group has no tags yet; another stage's are never changed. */
  defaultSecurityGroups: (stage) => ({
    resources: arns(stage, ['security-group']),
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),

  /** Lambda makes them without tags, in no VPC that is known here; another stage's never go. */
  networkInterfaces: (stage) => ({
    resources: arns(stage, ['network-interface']),
    conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  }),

  /** AWS's own belong to no account. */
  prefixLists: ({ region }) => ({ resources: [`arn:aws:ec2:${region}:aws:prefix-list/*`] }),
} as const satisfies Record<string, NetworkScope>;

function newPart(part: keyof typeof PARTS): NetworkScope {
  return (stage) => ({
    resources: arns(stage, [part]),
    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
  });
}

const arns = ({ region, account }: ScopedStage, parts: readonly string[]): string[] =>
  parts.map((part) => `arn:aws:ec2:${region}:${account}:${part}/*`);
