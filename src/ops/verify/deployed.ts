import { GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { alarmNamePrefix, bucketName, tableName } from '../../config/names';
import type { StageConfig } from '../../config/schema';
import type { StageAlarm } from '../alarms/stage-alarms';
import { alarmsIn } from '../alarms/stage-alarms';
import type { SendRequest } from '../http-request';
import type { MonitoringClients } from '../monitoring-clients';
import { monitoredRegions } from '../monitoring-clients';
import type { ServiceClients } from '../service-clients';
import type { TerraformState } from '../state/state-file';
import type { ExpectedStage } from './expected-stage';

/** How the deployed stage is asked. */
export interface VerifyClients extends ServiceClients {
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly monitoring: (region: string) => MonitoringClients;
  /** Over HTTP, to the stage's own endpoints. */
  readonly request: SendRequest;
}

/** What the deployed stage is compared with. */
export interface VerifyContext {
  readonly stage: StageConfig;
  readonly expected: ExpectedStage;
  readonly state: TerraformState;
  /** The local AWS stands in: it speaks no TLS. */
  readonly isLocal: boolean;
}

/** Of an address that the stage's alarms are to tell. */
export interface StageSubscription {
  readonly email: string;
  readonly region: string;
  readonly arn: string;
}

/** The deployed stage; what several checks look at is asked for once. */
export function readDeployed(clients: VerifyClients, { stage, state }: VerifyContext) {
  const output = (name: string): string => {
    const value = state.outputs[name]?.value;
    if (typeof value === 'string') return value;
    throw new Error(`the state has no output ${name}`);
  };
  /** The topic of a region's alarms; the output names that of the stage's own. */
  const topicArn = (region: string): string =>
    output('alarm_topic_arn').replace(`:${stage.region}:`, `:${region}:`);
  return {
    clients,
    output,
    table: once(async () => {
      const command = new DescribeTableCommand({ TableName: tableName(stage.name) });
      return (await clients.dynamodb.send(command)).Table;
    }),
    /** The image bucket, as S3's commands take it. */
    bucket: { Bucket: bucketName(stage) },
    distribution: once(async () => {
      const command = new GetDistributionCommand({ Id: output('cdn_distribution_id') });
      return (await clients.cloudfront.send(command)).Distribution;
    }),
    alarms: once(async (): Promise<StageAlarm[]> => {
      const prefix = alarmNamePrefix(stage.name);
      const found = await Promise.all(
        monitoredRegions(stage).map((region) =>
          alarmsIn(clients.monitoring(region).cloudwatch, region, prefix),
        ),
      );
      return found.flat().map((alarm) => ({ ...alarm, name: alarm.name.replace(prefix, '') }));
    }),
    topicArn,
    subscriptions: once(async (): Promise<StageSubscription[]> => {
      const found: StageSubscription[] = [];
      for (const region of monitoredRegions(stage)) {
        for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
          { client: clients.monitoring(region).sns },
          { TopicArn: topicArn(region) },
        )) {
          for (const { Endpoint: email = '', SubscriptionArn: arn = '' } of Subscriptions) {
            if (stage.alarmEmails.includes(email)) found.push({ email, region, arn });
          }
        }
      }
      return found;
    }),
  };
}

export type Deployed = ReturnType<typeof readDeployed>;

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= read());
}
