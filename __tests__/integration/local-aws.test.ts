import {
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateStageCommand,
  DeleteApiCommand,
  GetAuthorizersCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CreateDistributionWithTagsCommand,
  DeleteDistributionCommand,
} from '@aws-sdk/client-cloudfront';
import { DisableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupRulesCommand,
  RevokeSecurityGroupIngressCommand,
  type ResourceType,
} from '@aws-sdk/client-ec2';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateTopicCommand, DeleteTopicCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CONTROL_HEADER, notedInstance } from '../../local/instance';
import { endpoint } from '../../local/settings';
import { clientSettings } from '../../src/aws/clients';
import { distributionConfig } from '../local/aws/harness';
import { stageClients, type StageClients } from '../support/stage-clients';
import { control, startTestAws, type TestAws } from '../support/test-aws';

jest.setTimeout(120_000);

let aws: TestAws;
let clients: StageClients;

beforeEach(async () => {
  aws = await startTestAws();
  clients = stageClients(aws.env);
});

afterEach(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
});

const Tags = [{ Key: 'Stage', Value: 'test' }];

/** The ARNs of everything with tags. */
async function tagged(): Promise<(string | undefined)[]> {
  const client = new ResourceGroupsTaggingAPIClient({
    ...clientSettings('us-east-1', aws.env),
    // moto loads all of its services for the first list.
    requestHandler: { requestTimeout: 60_000 },
  });
  const { ResourceTagMappingList = [] } = await client.send(new GetResourcesCommand({}));
  client.destroy();
  return ResourceTagMappingList.map(({ ResourceARN }) => ResourceARN);
}

describe('a control route', () => {
  const date = async (): Promise<number> => {
    const { headers } = await fetch(`${endpoint(aws.port)}/_local/instance`);
    return Date.parse(headers.get('date') ?? '');
  };

  it.each(['fork', 'end', 'clock', 'deleted-resources', 'faults'])(
    '%s does nothing without the token',
    async (verb) => {
      for (const headers of [{}, { [CONTROL_HEADER]: 'guessed' }]) {
        const body = JSON.stringify({ advanceSeconds: 60, listedForSeconds: 60 });
        const request = { method: 'POST', headers: headers as Record<string, string>, body };
        expect((await fetch(`${endpoint(aws.port)}/_local/${verb}`, request)).status).toBe(403);
      }
      expect(await control(aws, 'clock', { advanceSeconds: 1 })).toMatchObject({
        clockAheadSeconds: 1,
        deletedListedSeconds: 0,
      });
    },
  );

  it.each(['{"advanceSeconds', '{"advanceSeconds":"soon"}', '{"advanceSeconds":-1}'])(
    'says what is wrong with the body %s',
    async (body) => {
      const { token = 'none' } = notedInstance(aws.server) ?? {};
      const headers = { [CONTROL_HEADER]: token };
      const asked = fetch(`${endpoint(aws.port)}/_local/clock`, { method: 'POST', headers, body });
      expect((await asked).status).toBe(400);
      expect(await (await asked).text()).toContain(
        'The body of POST /_local/clock is not the JSON that it takes',
      );
    },
  );

  it('has a token that nobody is told', async () => {
    const { token = 'none' } = notedInstance(aws.server) ?? {};
    const answer = await fetch(`${endpoint(aws.port)}/_local/instance`);
    expect(await answer.text()).not.toContain(token);
  });

  it('puts the clock forward, and that of later forks', async () => {
    const before = await date();
    await control(aws, 'clock', { advanceSeconds: 3600 });
    await control(aws, 'clock', { advanceSeconds: 3600 });
    expect(await date()).toBeGreaterThanOrEqual(before + 7_200_000);
    const fork = await startTestAws(aws);
    expect(await control(fork, 'clock', { advanceSeconds: 3600 })).toMatchObject({
      clockAheadSeconds: 10_800,
    });
    await fork.stop();
    expect(await date()).toBeLessThan(before + 10_800_000);
  });

  it('has a service answer as it is told, so many times', async () => {
    const list = () => clients.sns.send(new ListTopicsCommand({}));
    await control(aws, 'faults', [
      { kind: 'error', service: 'sns', operation: 'Publish', status: 400 },
      { kind: 'error', service: 'sns', status: 400, code: 'NotNow' },
    ]);
    await expect(list()).rejects.toMatchObject({ name: 'NotNow' });
    expect((await list()).Topics).toEqual([]);
  });

  it('keeps what is deleted listed', async () => {
    await control(aws, 'deleted-resources', { listedForSeconds: 60 });
    const { TopicArn } = await clients.sns.send(new CreateTopicCommand({ Name: 'topic', Tags }));
    expect(await tagged()).toContain(TopicArn);
    await clients.sns.send(new DeleteTopicCommand({ TopicArn }));
    expect(await tagged()).toContain(TopicArn);
    await control(aws, 'clock', { advanceSeconds: 120 });
    expect(await tagged()).not.toContain(TopicArn);
  });
});

describe('the resources with tags', () => {
  it('are listed until they are deleted, whatever moto keeps of them', async () => {
    const { api, cloudfront, ec2 } = clients;
    const specified = (type: ResourceType) => ({
      TagSpecifications: [{ ResourceType: type, Tags }],
    });
    const { ApiId } = await api.send(
      new CreateApiCommand({ Name: 'api', ProtocolType: 'HTTP', Tags: { Stage: 'test' } }),
    );
    const stage = { ApiId, StageName: '$default', Tags: { Stage: 'test' } };
    await api.send(new CreateStageCommand(stage));
    const { Distribution, ETag } = await cloudfront.send(
      new CreateDistributionWithTagsCommand({
        DistributionConfigWithTags: {
          DistributionConfig: distributionConfig({ Enabled: false }),
          Tags: { Items: Tags },
        },
      }),
    );
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const { VpcId } = Vpc ?? {};
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
    const { VpcEndpoint } = await ec2.send(
      new CreateVpcEndpointCommand({
        VpcId,
        ServiceName: 'com.amazonaws.us-east-1.dynamodb',
        VpcEndpointType: 'Gateway',
        RouteTableIds: [RouteTable?.RouteTableId ?? ''],
        ...specified('vpc-endpoint'),
      }),
    );
    const { VpcEndpointId = '' } = VpcEndpoint ?? {};
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ VpcId, GroupName: 'group', Description: 'a group' }),
    );
    const { SecurityGroupRules = [] } = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 1, ToPort: 2, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        ],
        ...specified('security-group-rule'),
      }),
    );
    const [{ SecurityGroupRuleId = '' } = {}] = SecurityGroupRules;
    const ec2Arn = `arn:aws:ec2:us-east-1:${aws.env.AWS_ACCESS_KEY_ID ?? ''}`;
    expect((await tagged()).sort()).toEqual([
      `arn:aws:apigateway:us-east-1::/apis/${ApiId ?? ''}`,
      `arn:aws:apigateway:us-east-1::/apis/${ApiId ?? ''}/stages/$default`,
      Distribution?.ARN,
      `${ec2Arn}:security-group-rule/${SecurityGroupRuleId}`,
      `${ec2Arn}:vpc-endpoint/${VpcEndpointId}`,
    ]);

    await api.send(new DeleteApiCommand({ ApiId }));
    const made = { Id: Distribution?.Id, IfMatch: ETag };
    await cloudfront.send(new DeleteDistributionCommand(made));
    await ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [VpcEndpointId] }));
    const rule = { GroupId, SecurityGroupRuleIds: [SecurityGroupRuleId] };
    await ec2.send(new RevokeSecurityGroupIngressCommand(rule));
    expect(await tagged()).toEqual([]);
  });
});

describe('an operation at which moto fails', () => {
  it('is no page: DisableAlarmActions', async () => {
    const disable = new DisableAlarmActionsCommand({ AlarmNames: ['a'] });
    await expect(clients.cloudwatch.send(disable)).rejects.toMatchObject({
      name: 'InternalFailure',
    });
  });

  it.each([
    ['apigateway', 'GET', '/v2/apis/a/models', 500, 'InternalFailure'],
    ['apigateway', 'GET', '/v2/nothing', 404, 'UnknownOperationException'],
    ['lambda', 'GET', '/2015-03-31/nothing', 404, 'UnknownOperationException'],
  ])('is no page: %s %s %s', async (service, method, path, status, code) => {
    const { AWS_ACCESS_KEY_ID: account = '' } = aws.env;
    const authorization = `AWS4-HMAC-SHA256 Credential=${account}/20300101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
    const headers = { authorization };
    const answer = await fetch(endpoint(aws.port) + path, { method, headers });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amzn-errortype')).toBe(code);
    expect(await answer.json()).toEqual({ message: expect.any(String) });
  });
});

describe('the authorizers of an API', () => {
  // moto has no list of them, by which `ops recover` finds one that the state lost.
  it('are listed', async () => {
    const { ApiId } = await clients.api.send(
      new CreateApiCommand({ Name: 'a', ProtocolType: 'HTTP' }),
    );
    const listed = async () =>
      (await clients.api.send(new GetAuthorizersCommand({ ApiId }))).Items?.map(({ Name }) => Name);
    expect(await listed()).toEqual([]);
    await clients.api.send(
      new CreateAuthorizerCommand({
        ...{ ApiId, Name: 'jwt', AuthorizerType: 'JWT' },
        IdentitySource: ['$request.header.Authorization'],
        JwtConfiguration: { Issuer: 'https://issuer.example', Audience: ['a'] },
      }),
    );
    expect(await listed()).toEqual(['jwt']);
  });

  it('of none are not found', async () => {
    const list = new GetAuthorizersCommand({ ApiId: 'none' });
    await expect(clients.api.send(list)).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('the description of a security group rule', () => {
  it.each([true, false])('is kept, whatever the target is (egress: %s)', async (isEgress) => {
    const { ec2 } = clients;
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const of = { VpcId: Vpc?.VpcId, Description: 'a group' };
    const { GroupId } = await ec2.send(new CreateSecurityGroupCommand({ ...of, GroupName: 'a' }));
    const { PrefixLists = [] } = await ec2.send(new DescribeManagedPrefixListsCommand({}));
    const [{ PrefixListId } = {}] = PrefixLists;
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    for (const target of [
      { PrefixListIds: [{ PrefixListId, Description: 'to S3' }] },
      { UserIdGroupPairs: [{ GroupId, Description: 'to the group' }] },
      { IpRanges: [{ CidrIp: '10.0.0.0/24', Description: 'to the block' }] },
    ]) {
      const rule = { GroupId, IpPermissions: [{ ...https, ...target }] };
      await (isEgress
        ? ec2.send(new AuthorizeSecurityGroupEgressCommand(rule))
        : ec2.send(new AuthorizeSecurityGroupIngressCommand(rule)));
    }
    const Filters = [{ Name: 'group-id', Values: [GroupId ?? ''] }];
    const { SecurityGroupRules = [] } = await ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters }),
    );
    expect(SecurityGroupRules.map(({ Description }) => Description)).toEqual(
      expect.arrayContaining(['to S3', 'to the group', 'to the block']),
    );
  });
});
