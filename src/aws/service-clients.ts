import { ACMClient } from '@aws-sdk/client-acm';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { Environment } from '../config/environment';
import { awsClients, clientSettings } from './clients';
import { iamClient } from './stage-boundary';

/** The services of a stage in its region; CloudFront, its certificate, IAM and Route 53 are only in us-east-1. */
export function serviceClients(region: string, env?: Environment) {
  const settings = clientSettings(region, env);
  const inUsEast1 = clientSettings('us-east-1', env);
  return {
    ...awsClients(region, env),
    acm: new ACMClient(inUsEast1),
    api: new ApiGatewayV2Client(settings),
    cloudfront: new CloudFrontClient(inUsEast1),
    ec2: new EC2Client(settings),
    events: new EventBridgeClient(settings),
    iam: iamClient(env),
    kms: new KMSClient(settings),
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    route53: new Route53Client(inUsEast1),
    ssm: new SSMClient(settings),
    tagging: new ResourceGroupsTaggingAPIClient(settings),
  };
}

/** The clients of the services that a stage consists of. */
export type ServiceClients = ReturnType<typeof serviceClients>;
