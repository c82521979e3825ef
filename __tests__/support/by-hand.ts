import { UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import {
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  DeleteInternetGatewayCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DetachInternetGatewayCommand,
} from '@aws-sdk/client-ec2';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { PutBucketWebsiteCommand } from '@aws-sdk/client-s3';
import { bucketName, tableName } from '../../src/config/names';
import type { StageClients } from './stage-clients';

const RoleName = 'image-service-dev-flow-logs';
const document = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});
const NAMED = { PolicyName: 'by-hand', PolicyDocument: document };
const EVERYWHERE = '0.0.0.0/0';

/** The group of the functions and the table of their subnets. */
async function partsOf({ ec2 }: StageClients) {
  const Filters = [{ Name: 'tag:Stage', Values: ['dev'] }];
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  return {
    group: SecurityGroups.find(({ GroupName }) => GroupName === 'image-service-dev-functions'),
    table: RouteTables[0],
  };
}

/**
 * Adds to a deployed dev what a deploy takes away: policies of a role, an open port, a way to the internet.
 * @returns what takes away the rest.
 */
export async function addToDev(clients: StageClients): Promise<() => Promise<void>> {
  const { ec2, iam } = clients;
  await iam.send(new PutRolePolicyCommand({ RoleName, ...NAMED }));
  const { Policy } = await iam.send(new CreatePolicyCommand(NAMED));
  const PolicyArn = Policy?.Arn ?? '';
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));

  const { group, table } = await partsOf(clients);
  const port = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: EVERYWHERE };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group?.GroupId, ...port }));
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const attached = {
    InternetGatewayId: InternetGateway?.InternetGatewayId ?? '',
    VpcId: table?.VpcId ?? '',
  };
  await ec2.send(new AttachInternetGatewayCommand(attached));
  await ec2.send(
    new CreateRouteCommand({
      RouteTableId: table?.RouteTableId,
      DestinationCidrBlock: EVERYWHERE,
      GatewayId: attached.InternetGatewayId,
    }),
  );
  return async () => {
    await iam.send(new DeletePolicyCommand({ PolicyArn }));
    await ec2.send(new DetachInternetGatewayCommand(attached));
    await ec2.send(new DeleteInternetGatewayCommand(attached));
  };
}

/** What is there of what was added. */
export async function addedToDev(clients: StageClients): Promise<string[]> {
  const { PolicyNames = [] } = await clients.iam.send(new ListRolePoliciesCommand({ RoleName }));
  const { AttachedPolicies = [] } = await clients.iam.send(
    new ListAttachedRolePoliciesCommand({ RoleName }),
  );
  const { group, table } = await partsOf(clients);
  return [
    ...PolicyNames.filter((name) => name === NAMED.PolicyName),
    ...AttachedPolicies.map(({ PolicyName }) => `attached ${PolicyName ?? ''}`),
    ...(group?.IpPermissions ?? []).map(({ FromPort }) => `port ${FromPort ?? ''}`),
    ...(table?.Routes ?? [])
      .filter(({ DestinationCidrBlock }) => DestinationCidrBlock === EVERYWHERE)
      .map(() => 'route'),
  ];
}

/** Sets in a deployed dev what no configuration names. */
export async function setInDev({ dynamodb, s3 }: StageClients): Promise<void> {
  await dynamodb.send(
    new UpdateTimeToLiveCommand({
      TableName: tableName('dev'),
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expires' },
    }),
  );
  await s3.send(
    new PutBucketWebsiteCommand({
      Bucket: bucketName({ name: 'dev' }),
      WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
    }),
  );
}
