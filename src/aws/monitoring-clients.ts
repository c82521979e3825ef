import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Environment } from '../config/environment';
import type { StageConfig } from '../config/schema';
import { clientSettings } from './clients';

/** The clients that looking at alarms and graphs takes, all of one region. */
export interface MonitoringClients {
  readonly cloudwatch: CloudWatchClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
}

/** A stage, and how to ask AWS about it. */
export interface StageMonitoring {
  readonly stage: StageConfig;
  /** The account that the credentials belong to. */
  readonly account: string;
  readonly clients: (region: string) => MonitoringClients;
  readonly env?: Environment | undefined;
}

/** CloudWatch and what its alarms reach, in any region that is asked for. */
export function monitoringClients(env?: Environment): (region: string) => MonitoringClients {
  const byRegion = new Map<string, MonitoringClients>();
  return (region) => {
    const known = byRegion.get(region);
    if (known !== undefined) return known;
    const settings = clientSettings(region, env);
    const clients = {
      cloudwatch: new CloudWatchClient(settings),
      sns: new SNSClient(settings),
      sqs: new SQSClient(settings),
    };
    byRegion.set(region, clients);
    return clients;
  };
}

/** Where a stage's metrics and alarms are: CloudFront, its certificate and billing only in us-east-1. */
export const monitoredRegions = ({ region }: Pick<StageConfig, 'region'>): string[] => [
  ...new Set([region, 'us-east-1']),
];
