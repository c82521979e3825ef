import { GetDistributionCommand } from '@aws-sdk/client-cloudfront';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import {
  alarmNamePrefix,
  alarmTopicName,
  bucketName,
  pageTopicName,
  tableName,
} from '../../config/names';
import type { StageConfig } from '../../config/schema';
import { emailsOf, TOPICS, type StageTopic } from '../../config/topics';
import { compositeAlarms, metricAlarms, type AlarmState } from '../alarms/stage-alarms';
import type { SendRequest } from '../../aws/http-request';
import { monitoredRegions, type MonitoringClients } from '../../aws/monitoring-clients';
import type { ServiceClients } from '../../aws/service-clients';
import type { ChangedSetting } from '../../terraform/state/recorded-settings';
import type { TerraformState } from '../../terraform/state/state-file';
import type { ExpectedStage } from './expected';

export interface VerifyClients extends ServiceClients {
  readonly monitoring: (region: string) => MonitoringClients;
  /** Over HTTP, to the stage's own endpoints. */
  readonly request: SendRequest;
}

export interface VerifyContext {
  readonly stage: StageConfig;
  readonly expected: ExpectedStage;
  readonly state: TerraformState;
  /** Settings of the last deploy that are other ones here. */
  readonly settings: readonly ChangedSetting[];
  /** The local AWS stands in: it speaks no TLS. */
  readonly isLocal: boolean;
}

/** Of an address that the stage's alarms are to tell. */
export interface StageSubscription {
  readonly topic: StageTopic;
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
  /** A topic of a region; the output names that of the alarms in the stage's own. */
  const topicArn = (topic: StageTopic, region: string): string => {
    const [alarms, pages] = [alarmTopicName(stage.name), pageTopicName(stage.name)];
    const arn = output('alarm_topic_arn').replace(`:${stage.region}:`, `:${region}:`);
    return topic === 'alarms' ? arn : arn.replace(alarms, pages);
  };
  const monitored = { stage, clients: clients.monitoring };
  /** Alarms, their names without the prefix that they share. */
  const shortened = <T extends AlarmState>(alarms: readonly T[]): T[] =>
    alarms.map((one) => ({ ...one, name: one.name.replace(alarmNamePrefix(stage.name), '') }));
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
    alarms: once(async () => shortened(await metricAlarms(monitored))),
    compositeAlarms: once(async () => shortened(await compositeAlarms(monitored))),
    topicArn,
    subscriptions: once(async (): Promise<StageSubscription[]> => {
      const found: StageSubscription[] = [];
      const topics = monitoredRegions(stage).flatMap((region) =>
        TOPICS.map((topic) => ({ topic, region })),
      );
      for (const { topic, region } of topics) {
        for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
          { client: clients.monitoring(region).sns },
          { TopicArn: topicArn(topic, region) },
        )) {
          for (const { Endpoint: email = '', SubscriptionArn: arn = '' } of Subscriptions) {
            if (emailsOf(topic, stage).includes(email)) found.push({ topic, email, region, arn });
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
