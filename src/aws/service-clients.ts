import { ACMClient } from '@aws-sdk/client-acm';
import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { EC2Client } from '@aws-sdk/client-ec2';
import type { Environment } from '../config/environment';
import { awsClients, clientSettings } from './clients';
import type { AwsClients } from './clients';

/** The clients of the services that a stage consists of. */
export interface ServiceClients extends AwsClients {
  readonly acm: ACMClient;
  readonly api: ApiGatewayV2Client;
  readonly cloudfront: CloudFrontClient;
  readonly ec2: EC2Client;
}

/** The services of a stage in its region; CloudFront and its certificate are only in us-east-1. */
export function serviceClients(region: string, env?: Environment): ServiceClients {
  const settings = clientSettings(region, env);
  const inUsEast1 = clientSettings('us-east-1', env);
  return {
    ...awsClients(region, env),
    acm: new ACMClient(inUsEast1),
    api: new ApiGatewayV2Client(settings),
    cloudfront: new CloudFrontClient(inUsEast1),
    ec2: new EC2Client(settings),
  };
}
