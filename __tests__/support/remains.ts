import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import { GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import {
  ListCachePoliciesCommand,
  ListDistributionsCommand,
  ListOriginAccessControlsCommand,
  ListResponseHeadersPoliciesCommand,
} from '@aws-sdk/client-cloudfront';
import { DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeDeliveriesCommand,
  DescribeDeliveryDestinationsCommand,
  DescribeDeliverySourcesCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeFlowLogsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListSubscriptionsCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { DescribeParametersCommand } from '@aws-sdk/client-ssm';
import { records } from './read-back';
import type { StageClients } from './stage-clients';

/** Everything that there is in the account, asked of every service that a stage uses. */
export async function remains(clients: StageClients) {
  const { acm, api, cloudwatch, dynamodb, iam, lambda, logs, route53, s3, sns, sqs, ssm } = clients;
  const { TableNames: tables } = await dynamodb.send(new ListTablesCommand({}));
  const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { CertificateSummaryList: certificates } = await acm.send(new ListCertificatesCommand({}));
  const { Items: apis } = await api.send(new GetApisCommand({}));
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const { MetricAlarms: alarms, CompositeAlarms: compositeAlarms } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm', 'MetricAlarm'] }),
  );
  const { DashboardEntries: dashboards } = await cloudwatch.send(new ListDashboardsCommand({}));
  const { Topics: topics } = await sns.send(new ListTopicsCommand({}));
  const { Subscriptions: subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  const { QueueUrls: queues = [] } = await sqs.send(new ListQueuesCommand({}));
  const { Parameters: parameters } = await ssm.send(new DescribeParametersCommand({}));
  const { Functions: functions } = await lambda.send(new ListFunctionsCommand({}));
  const { Roles: roles = [] } = await iam.send(new ListRolesCommand({}));
  return {
    tables,
    buckets: buckets.map((bucket) => bucket.Name),
    ...(await cdnRemains(clients)),
    ...(await networkRemains(clients)),
    certificates,
    apis,
    alarms,
    compositeAlarms,
    dashboards,
    topics,
    subscriptions: subscriptions.map(({ Endpoint }) => Endpoint),
    queues,
    parameters,
    functions,
    roles: roles.map((role) => role.RoleName),
    logGroups: logGroups.map((group) => group.logGroupName),
    records: await records(route53),
  };
}

async function cdnRemains({ cloudfront, logs }: StageClients) {
  const custom = { Type: 'custom' } as const;
  const { DistributionList } = await cloudfront.send(new ListDistributionsCommand({}));
  const { OriginAccessControlList } = await cloudfront.send(
    new ListOriginAccessControlsCommand({}),
  );
  const { CachePolicyList } = await cloudfront.send(new ListCachePoliciesCommand(custom));
  const { ResponseHeadersPolicyList } = await cloudfront.send(
    new ListResponseHeadersPoliciesCommand(custom),
  );
  const { deliveries = [] } = await logs.send(new DescribeDeliveriesCommand({}));
  const { deliverySources = [] } = await logs.send(new DescribeDeliverySourcesCommand({}));
  const { deliveryDestinations = [] } = await logs.send(
    new DescribeDeliveryDestinationsCommand({}),
  );
  return {
    logDeliveries: [...deliveries, ...deliverySources, ...deliveryDestinations],
    distributions: DistributionList?.Items ?? [],
    originAccessControls: OriginAccessControlList?.Items ?? [],
    cachePolicies: CachePolicyList?.Items ?? [],
    responseHeadersPolicies: ResponseHeadersPolicyList?.Items ?? [],
  };
}

async function networkRemains({ ec2 }: StageClients) {
  const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { VpcEndpoints: endpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({}));
  const { FlowLogs: flowLogs } = await ec2.send(new DescribeFlowLogsCommand({}));
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
  return {
    // The account's own default VPC was there before.
    vpcs: Vpcs.filter((vpc) => vpc.IsDefault !== true).map((vpc) => vpc.VpcId),
    subnets: Subnets.filter(({ DefaultForAz }) => DefaultForAz !== true).map(
      ({ SubnetId }) => SubnetId,
    ),
    // AWS tells of deleted ones for a while.
    endpoints: endpoints.filter((endpoint) => endpoint.State?.toLowerCase() !== 'deleted'),
    flowLogs,
    // AWS makes one of each with a VPC, and deletes it with the VPC.
    routeTables: RouteTables.filter(({ Associations = [] }) =>
      Associations.every(({ Main }) => Main !== true),
    ).map(({ RouteTableId }) => RouteTableId),
    securityGroups: SecurityGroups.filter(({ GroupName }) => GroupName !== 'default').map(
      ({ GroupId }) => GroupId,
    ),
  };
}

/** What `remains` finds after `ops bootstrap`. */
export const WITHOUT_STAGES = {
  tables: ['image-service-state-lock'],
  buckets: ['lego-moc-image-service-state'],
  logDeliveries: [],
  distributions: [],
  originAccessControls: [],
  cachePolicies: [],
  responseHeadersPolicies: [],
  certificates: [],
  apis: [],
  alarms: [],
  compositeAlarms: [],
  dashboards: [],
  topics: [],
  subscriptions: [],
  queues: [],
  vpcs: [],
  subnets: [],
  endpoints: [],
  flowLogs: [],
  routeTables: [],
  securityGroups: [],
  parameters: [],
  functions: [],
  roles: [],
  logGroups: [],
  records: ['NS lego-api.com.', 'SOA lego-api.com.'],
};
