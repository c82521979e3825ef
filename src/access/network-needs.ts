import type { Needs } from './needs';

/** VPC, subnets, routes, security groups, endpoints and flow logs. */
export const NETWORK_NEEDS = {
  // It is not made but taken over from the VPC, without tags.
  aws_default_security_group: [
    { on: 'anything', read: ['ec2:DescribeSecurityGroups'] },
    {
      on: 'defaultSecurityGroups',
      create: ['ec2:CreateTags', 'ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
    },
    {
      on: 'network',
      update: ['ec2:RevokeSecurityGroupEgress', 'ec2:RevokeSecurityGroupIngress'],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
  ],
  aws_flow_log: [
    {
      on: 'anything',
      read: ['ec2:DescribeFlowLogs'],
      create: ['logs:CreateLogDelivery'],
      delete: ['logs:DeleteLogDelivery'],
    },
    { on: 'newFlowLogs', create: ['ec2:CreateFlowLogs'] },
    { on: 'newNetworkTags', create: ['ec2:CreateTags'] },
    {
      on: 'network',
      create: ['ec2:CreateFlowLogs'],
      delete: ['ec2:DeleteFlowLogs'],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
    { on: 'passedRoles', create: ['iam:PassRole'] },
  ],
  // Without routes: the tables of a stage have none but its VPC's and the gateway endpoints'.
  aws_route_table: [
    { on: 'anything', read: ['ec2:DescribeRouteTables'] },
    { on: 'newRouteTables', create: ['ec2:CreateRouteTable'] },
    { on: 'newNetworkTags', create: ['ec2:CreateTags'] },
    {
      on: 'network',
      create: ['ec2:CreateRouteTable'],
      delete: ['ec2:DeleteRouteTable', 'ec2:DisassociateRouteTable'],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
  ],
  aws_route_table_association: [
    { on: 'anything', read: ['ec2:DescribeRouteTables'] },
    {
      on: 'network',
      create: ['ec2:AssociateRouteTable'],
      update: ['ec2:ReplaceRouteTableAssociation'],
      delete: ['ec2:DisassociateRouteTable'],
    },
  ],
  aws_security_group: [
    {
      on: 'anything',
      read: ['ec2:DescribeSecurityGroups'],
      // The provider waits until the network interfaces of functions are gone.
      delete: ['ec2:DescribeNetworkInterfaces'],
    },
    { on: 'newSecurityGroups', create: ['ec2:CreateSecurityGroup'] },
    { on: 'newNetworkTags', create: ['ec2:CreateTags'] },
    {
      on: 'network',
      // EC2 makes every group with a rule that lets everything out.
      create: ['ec2:CreateSecurityGroup', 'ec2:RevokeSecurityGroupEgress'],
      delete: ['ec2:DeleteSecurityGroup'],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
  ],
  aws_subnet: [
    {
      on: 'anything',
      read: ['ec2:DescribeSubnets'],
      delete: ['ec2:DescribeNetworkInterfaces'],
    },
    { on: 'newSubnets', create: ['ec2:CreateSubnet'] },
    { on: 'newNetworkTags', create: ['ec2:CreateTags'] },
    {
      on: 'network',
      create: ['ec2:CreateSubnet', 'ec2:ModifySubnetAttribute'],
      update: ['ec2:ModifySubnetAttribute'],
      delete: ['ec2:DeleteSubnet'],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
  ],
  aws_vpc: [
    {
      on: 'anything',
      read: [
        'ec2:DescribeNetworkAcls',
        'ec2:DescribeRouteTables',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeVpcs',
      ],
    },
    { on: 'newVpcs', create: ['ec2:CreateVpc'] },
    { on: 'newNetworkTags', create: ['ec2:CreateTags'] },
    {
      on: 'network',
      read: ['ec2:DescribeVpcAttribute'],
      create: ['ec2:ModifyVpcAttribute'],
      update: ['ec2:ModifyVpcAttribute'],
      delete: ['ec2:DeleteVpc'],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
  ],
  aws_vpc_endpoint: [
    { on: 'anything', read: ['ec2:DescribePrefixLists', 'ec2:DescribeVpcEndpoints'] },
    { on: 'newVpcEndpoints', create: ['ec2:CreateVpcEndpoint'] },
    { on: 'newNetworkTags', create: ['ec2:CreateTags'] },
    {
      on: 'network',
      create: ['ec2:CreateVpcEndpoint'],
      update: ['ec2:ModifyVpcEndpoint'],
      delete: ['ec2:DeleteVpcEndpoints'],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
    // An interface endpoint answers to the service's own name in a zone that AWS keeps.
    { on: 'hostedZones', associate: ['route53:AssociateVPCWithHostedZone'] },
  ],
  aws_vpc_security_group_egress_rule: rule('Egress'),
  aws_vpc_security_group_ingress_rule: rule('Ingress'),
} as const satisfies Needs;

function rule(direction: 'Egress' | 'Ingress') {
  return [
    { on: 'anything', read: ['ec2:DescribeSecurityGroupRules'] },
    { on: 'newSecurityGroupRules', create: [`ec2:AuthorizeSecurityGroup${direction}`] },
    { on: 'newNetworkTags', create: ['ec2:CreateTags'] },
    {
      on: 'network',
      create: [`ec2:AuthorizeSecurityGroup${direction}`],
      update: ['ec2:ModifySecurityGroupRules'],
      delete: [`ec2:RevokeSecurityGroup${direction}`],
      tag: ['ec2:CreateTags', 'ec2:DeleteTags'],
    },
    // A rule to a prefix list of AWS, e.g. of a gateway endpoint.
    { on: 'prefixLists', update: ['ec2:ModifySecurityGroupRules'] },
  ] as const;
}
