import { describe, expect, it } from '@jest/globals';
import type { ServiceNetworkProps } from '../../../src/constructs/network/service-network';
import { testNetwork } from '../../support/network';
import { only, resolved, statements, synthesize, testStack } from '../../support/stack';
import type { SynthesizedStack } from '../../support/stack';
import { testStorage } from '../../support/storage';

function synth(overrides: Partial<ServiceNetworkProps> = {}): SynthesizedStack {
  const stack = testStack();
  testNetwork(stack, overrides);
  return synthesize(stack);
}

function all(stack: SynthesizedStack, type: string): Readonly<Record<string, unknown>>[] {
  return Object.values(stack.resource[type] ?? {});
}

describe('ServiceNetwork', () => {
  const network = synth();

  it('has no way to or from the internet, and nothing billed by the hour', () => {
    const types = Object.keys(network.resource).filter((type) =>
      /vpc|subnet|route_table|gateway|eip|nat/.test(type),
    );
    expect(types.sort()).toEqual([
      'aws_route_table',
      'aws_route_table_association',
      'aws_subnet',
      'aws_vpc',
      'aws_vpc_endpoint',
      'aws_vpc_security_group_egress_rule',
    ]);
    expect(only(network, 'aws_route_table').route).toEqual([]);
    for (const endpoint of all(network, 'aws_vpc_endpoint')) {
      expect(endpoint.vpc_endpoint_type).toBe('Gateway');
    }
  });

  it.each([{ zones: ['a', 'b'] }, { zones: ['a', 'c', 'd'] }])(
    'has one private subnet in each of the zones $zones',
    ({ zones }) => {
      const subnets = all(synth({ availabilityZones: zones }), 'aws_subnet');
      expect(subnets).toHaveLength(zones.length);
      for (const [index, subnet] of subnets.entries()) {
        expect(subnet).toMatchObject({
          availability_zone: `eu-west-1${zones[index]}`,
          cidr_block: `\${cidrsubnet("10.40.0.0/20", 2, ${index})}`,
          map_public_ip_on_launch: false,
        });
      }
      expect(all(synth({ availabilityZones: zones }), 'aws_route_table_association')).toHaveLength(
        zones.length,
      );
    },
  );

  it('resolves names of AWS within, without which interface endpoints have none', () => {
    expect(only(network, 'aws_vpc')).toMatchObject({
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
  });

  it('reaches this bucket and this table only, for this account', () => {
    const stack = testStack();
    const storage = testStorage(stack);
    testNetwork(stack, {}, storage);
    const documents = statements(synthesize(stack));
    const bucketArn = resolved(stack, storage.bucket.bucket.arn) as string;
    const tableArn = resolved(stack, storage.table.table.arn) as string;
    const ofThisAccount = {
      principals: [{ type: '*', identifiers: ['*'] }],
      condition: [
        {
          test: 'StringEquals',
          variable: 'aws:PrincipalAccount',
          values: [expect.stringMatching(/^\$\{data\.aws_caller_identity\..*\.account_id\}$/)],
        },
      ],
    };
    expect(documents.ImagesOnly).toEqual({
      ...ofThisAccount,
      sid: 'ImagesOnly',
      actions: ['s3:GetObject', 's3:AbortMultipartUpload', 's3:PutObject', 's3:DeleteObject'],
      resources: [`${bucketArn}/*`],
    });
    expect(documents.ImageMetadataOnly).toEqual({
      ...ofThisAccount,
      sid: 'ImageMetadataOnly',
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:ConditionCheckItem',
        'dynamodb:GetItem',
        'dynamodb:Query',
        'dynamodb:BatchWriteItem',
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
      ],
      resources: [tableArn],
    });
    expect(documents.ImageMetadataIndexOnly).toEqual({
      ...ofThisAccount,
      sid: 'ImageMetadataIndexOnly',
      actions: ['dynamodb:Query'],
      resources: [`${tableArn}/index/UserIndex`],
    });
  });

  it('leaves the default security group without a rule', () => {
    expect(only(network, 'aws_default_security_group')).toMatchObject({ ingress: [], egress: [] });
  });

  it('lets functions speak HTTPS to the two gateway endpoints, and nobody to them', () => {
    expect(only(network, 'aws_security_group').ingress).toEqual([]);
    expect(network.resource).not.toHaveProperty('aws_vpc_security_group_ingress_rule');
    const rules = all(network, 'aws_vpc_security_group_egress_rule');
    expect(rules).toHaveLength(2);
    for (const rule of rules) {
      expect(rule).toMatchObject({
        ip_protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        prefix_list_id: expect.stringMatching(/^\$\{aws_vpc_endpoint\..*\.prefix_list_id\}$/),
      });
    }
  });

  it('opens interface endpoints by name, to the functions only', () => {
    const opened = synth({ interfaceEndpoints: ['logs', 'sqs'] });
    const interfaces = all(opened, 'aws_vpc_endpoint').filter(
      (endpoint) => endpoint.vpc_endpoint_type === 'Interface',
    );
    expect(interfaces).toMatchObject([
      { service_name: 'com.amazonaws.eu-west-1.logs', private_dns_enabled: true },
      { service_name: 'com.amazonaws.eu-west-1.sqs', private_dns_enabled: true },
    ]);
    expect(all(opened, 'aws_security_group')).toMatchObject([{ egress: [] }, { ingress: [] }]);
    expect(only(opened, 'aws_vpc_security_group_ingress_rule')).toMatchObject({
      from_port: 443,
      referenced_security_group_id: expect.stringContaining('function-security-group'),
    });
    expect(all(opened, 'aws_vpc_security_group_egress_rule')).toHaveLength(3);
  });

  it('keeps the role of the flow logs to its own policy', () => {
    expect(only(network, 'aws_iam_role_policies_exclusive')).toMatchObject({
      role_name: expect.stringMatching(/^\$\{aws_iam_role\..*\.name\}$/),
      // By reference: the policy is there before.
      policy_names: [expect.stringMatching(/^\$\{aws_iam_role_policy\..*\.name\}$/)],
    });
    expect(only(network, 'aws_iam_role_policy_attachments_exclusive').policy_arns).toEqual([]);
  });

  it('logs all traffic, with a role that only flow logs of this account can take', () => {
    expect(only(network, 'aws_flow_log')).toMatchObject({
      traffic_type: 'ALL',
      // AWS tries the role when the flow log is made.
      depends_on: [expect.stringMatching(/^aws_iam_role_policy\./)],
    });
    expect(
      all(network, 'aws_cloudwatch_log_group').map((group) => [
        group.name,
        group.retention_in_days,
      ]),
    ).toEqual([['/flow-logs', 14]]);
    const { FlowLogsOfThisAccount: trust, WriteFlowLogs: write } = statements(network);
    expect(trust).toMatchObject({
      principals: [{ type: 'Service', identifiers: ['vpc-flow-logs.amazonaws.com'] }],
      condition: [
        { variable: 'aws:SourceAccount' },
        {
          variable: 'aws:SourceArn',
          values: [expect.stringMatching(/:ec2:eu-west-1:.*:vpc-flow-log\/\*$/)],
        },
      ],
    });
    expect(write).toMatchObject({
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\..*\.arn\}:\*$/)],
    });
  });

  it.each([
    {
      props: { cidrBlock: '10.0.0.0/8' },
      message:
        'test/network: cidrBlock must be between /16 (the most AWS takes) and /24 (room for the functions), not "10.0.0.0/8"',
    },
    {
      props: { availabilityZones: ['a'] },
      message: 'test/network: availabilityZones must name two or three different zones, not ["a"]',
    },
    {
      props: { availabilityZones: ['a', 'a'] },
      message:
        'test/network: availabilityZones must name two or three different zones, not ["a","a"]',
    },
    {
      props: { availabilityZones: ['a', 'b', 'c', 'd'] },
      message:
        'test/network: availabilityZones must name two or three different zones, not ["a","b","c","d"]',
    },
  ])('refuses $props', ({ props, message }) => {
    expect(() => synth(props)).toThrow(new Error(message));
  });
});
