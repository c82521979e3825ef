import { passedRoles } from './iam';
import {
  removes,
  type ResourceType,
  type ResourceTypes,
  type Right,
  type Tagged,
} from './resource-type';
import { hostedZones } from './route53';
import { anything, ofStage, scope, type Scope, type ScopedStage } from './scope';

/** Parts of a network, as EC2's ARNs call them, and the action that makes each. */
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

const arns = ({ region, account }: ScopedStage, parts: readonly string[]): string[] =>
  parts.map((part) => `arn:aws:ec2:${region}:${account}:${part}/*`);

/**
 * By tag: ids are generated. Making a part of a network is asked twice, of the new part by the tags
 * that it is to have, and of the VPC (subnet, security group, …) that it goes into by its own.
 */
const network = scope('Network', (stage) => ({
  resources: arns(stage, ALL),
  conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
}));

const newPart = (sid: string, part: keyof typeof PARTS): Scope =>
  scope(sid, (stage) => ({
    resources: arns(stage, [part]),
    conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
  }));

/** Tags are given only in the request that makes the part. */
const newNetworkTags = scope('NewNetworkTags', (stage) => ({
  resources: arns(stage, ALL),
  conditions: [
    { test: 'StringEquals', variable: 'ec2:CreateAction', values: Object.values(PARTS).flat() },
  ],
}));

/** A VPC's default security group has no tags yet; another stage's are never changed. */
const defaultSecurityGroups = scope('DefaultSecurityGroups', (stage) => ({
  resources: arns(stage, ['security-group']),
  conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
}));

/** Lambda makes them without tags, in no VPC that is known here; another stage's never go. */
export const networkInterfaces = scope('NetworkInterfaces', (stage) => ({
  resources: arns(stage, ['network-interface']),
  conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
}));

/** AWS's own belong to no account. */
const prefixLists = scope('PrefixLists', ({ region }) => ({
  resources: [`arn:aws:ec2:${region}:aws:prefix-list/*`],
}));

const CREATE_TAGS = { on: newNetworkTags, create: ['ec2:CreateTags'] } as const;
const TAG = ['ec2:CreateTags', 'ec2:DeleteTags'] as const;

/** What a part takes: of itself and its tags when it is new, and of the network. */
const rightsOf = (sid: string, part: keyof typeof PARTS, rights: Omit<Right, 'on'>): Right[] => [
  { on: newPart(sid, part), create: PARTS[part].map((action) => `ec2:${action}`) },
  CREATE_TAGS,
  { on: network, ...rights, tag: TAG },
];

const tagged = (part: string, command: string, option: string): Tagged => ({
  arn: new RegExp(`^ec2:${part}/(?<id>.+)$`),
  remove: removes('ec2', command, option),
});

const securityGroup = tagged('security-group', 'delete-security-group', 'group-id');

const newSecurityGroupRules = newPart('NewSecurityGroupRules', 'security-group-rule');

/** A rule is tagged, but imported by its group and id at once. */
const rule = (direction: 'Egress' | 'Ingress'): ResourceType => ({
  rights: [
    { on: anything, read: ['ec2:DescribeSecurityGroupRules'] },
    { on: newSecurityGroupRules, create: [`ec2:AuthorizeSecurityGroup${direction}`] },
    CREATE_TAGS,
    {
      on: network,
      create: [`ec2:AuthorizeSecurityGroup${direction}`],
      update: ['ec2:ModifySecurityGroupRules'],
      delete: [`ec2:RevokeSecurityGroup${direction}`],
      tag: TAG,
    },
    // A rule to a prefix list of AWS, e.g. of a gateway endpoint.
    { on: prefixLists, update: ['ec2:ModifySecurityGroupRules'] },
  ],
  data: 'none',
});

export const EC2 = {
  // It is not made but taken over from the VPC, without tags.
  aws_default_security_group: {
    rights: [
      { on: anything, read: ['ec2:DescribeSecurityGroups'] },
      {
        on: defaultSecurityGroups,
        create: [
          'ec2:CreateTags',
          'ec2:RevokeSecurityGroupEgress',
          'ec2:RevokeSecurityGroupIngress',
        ],
      },
      {
        on: network,
        update: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
        tag: TAG,
      },
    ],
    data: 'none',
    tagged: securityGroup,
  },
  aws_flow_log: {
    rights: [
      {
        on: anything,
        read: ['ec2:DescribeFlowLogs'],
        create: ['logs:CreateLogDelivery'],
        delete: ['logs:DeleteLogDelivery'],
      },
      ...rightsOf('NewFlowLogs', 'vpc-flow-log', {
        create: ['ec2:CreateFlowLogs'],
        delete: ['ec2:DeleteFlowLogs'],
      }),
      { on: passedRoles, create: ['iam:PassRole'] },
    ],
    data: 'none',
    tagged: tagged('vpc-flow-log', 'delete-flow-logs', 'flow-log-ids'),
  },
  // Without routes: the tables of a stage have none but its VPC's and the gateway endpoints', and others go.
  aws_route_table: {
    rights: [
      { on: anything, read: ['ec2:DescribeRouteTables'] },
      ...rightsOf('NewRouteTables', 'route-table', {
        create: ['ec2:CreateRouteTable'],
        update: ['ec2:DeleteRoute'],
        delete: ['ec2:DeleteRouteTable', 'ec2:DisassociateRouteTable'],
      }),
    ],
    data: 'none',
    untouched: { propagating_vgws: null },
    tagged: tagged('route-table', 'delete-route-table', 'route-table-id'),
  },
  aws_route_table_association: {
    rights: [
      { on: anything, read: ['ec2:DescribeRouteTables'] },
      {
        on: network,
        create: ['ec2:AssociateRouteTable'],
        update: ['ec2:ReplaceRouteTableAssociation'],
        delete: ['ec2:DisassociateRouteTable'],
      },
    ],
    data: 'none',
  },
  aws_security_group: {
    rights: [
      {
        on: anything,
        read: ['ec2:DescribeSecurityGroups'],
        // The provider waits until the network interfaces of functions are gone.
        delete: ['ec2:DescribeNetworkInterfaces'],
      },
      ...rightsOf('NewSecurityGroups', 'security-group', {
        // EC2 makes every group with a rule that lets everything out.
        create: ['ec2:CreateSecurityGroup', 'ec2:RevokeSecurityGroupEgress'],
        update: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
        delete: ['ec2:DeleteSecurityGroup'],
      }),
    ],
    data: 'none',
    listOf: {
      egress: 'aws_vpc_security_group_egress_rule',
      ingress: 'aws_vpc_security_group_ingress_rule',
    },
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
    names: {
      attribute: 'name',
      allowed: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/i,
      rule: '1 to 255 characters without quotes, not beginning with sg-',
    },
    tagged: securityGroup,
  },
  aws_subnet: {
    rights: [
      {
        on: anything,
        read: ['ec2:DescribeSubnets'],
        delete: ['ec2:DescribeNetworkInterfaces'],
      },
      ...rightsOf('NewSubnets', 'subnet', {
        create: ['ec2:CreateSubnet', 'ec2:ModifySubnetAttribute'],
        update: ['ec2:ModifySubnetAttribute'],
        delete: ['ec2:DeleteSubnet'],
      }),
    ],
    data: 'none',
    tagged: tagged('subnet', 'delete-subnet', 'subnet-id'),
  },
  aws_vpc: {
    rights: [
      {
        on: anything,
        read: [
          'ec2:DescribeNetworkAcls',
          'ec2:DescribeRouteTables',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeVpcs',
        ],
      },
      ...rightsOf('NewVpcs', 'vpc', {
        read: ['ec2:DescribeVpcAttribute'],
        create: ['ec2:ModifyVpcAttribute'],
        update: ['ec2:ModifyVpcAttribute'],
        delete: ['ec2:DeleteVpc'],
      }),
    ],
    data: 'none',
    untouched: { enable_network_address_usage_metrics: null, ipv6_cidr_block: null },
    tagged: tagged('vpc', 'delete-vpc', 'vpc-id'),
  },
  aws_vpc_endpoint: {
    rights: [
      { on: anything, read: ['ec2:DescribePrefixLists', 'ec2:DescribeVpcEndpoints'] },
      ...rightsOf('NewVpcEndpoints', 'vpc-endpoint', {
        create: ['ec2:CreateVpcEndpoint'],
        update: ['ec2:ModifyVpcEndpoint'],
        delete: ['ec2:DeleteVpcEndpoints'],
      }),
      // An interface endpoint answers to the service's own name in a zone that AWS keeps.
      { on: hostedZones, associate: ['route53:AssociateVPCWithHostedZone'] },
    ],
    data: 'none',
    // Addresses of a service change.
    filledIn: ['cidr_blocks', 'dns_entry', 'network_interface_ids', 'state'],
    tagged: tagged('vpc-endpoint', 'delete-vpc-endpoints', 'vpc-endpoint-ids'),
  },
  aws_vpc_security_group_egress_rule: rule('Egress'),
  aws_vpc_security_group_ingress_rule: rule('Ingress'),
} as const satisfies ResourceTypes;
