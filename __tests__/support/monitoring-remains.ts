import { DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeKeyCommand, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListSubscriptionsCommand, ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { StageClients } from './read-back';

/** What is left of alarms; keys are asked for apart, they can only be scheduled for deletion. */
export async function monitoringRemains({ cloudwatch, sns, sqs }: StageClients) {
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
  const { DashboardEntries = [] } = await cloudwatch.send(new ListDashboardsCommand({}));
  const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return {
    alarms: MetricAlarms.map((alarm) => alarm.AlarmName),
    dashboards: DashboardEntries.map((dashboard) => dashboard.DashboardName),
    topics: Topics.map((topic) => topic.TopicArn),
    queues: QueueUrls,
  };
}

/** What listens to the alarm topics, and which queues there are: a test of alarms leaves none. */
export async function listeners({ sns, sqs }: StageClients) {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return { subscriptions: Subscriptions, queues: QueueUrls };
}

/** The states of the account's own keys: deleted ones go on until their time is over. */
export async function keyStates({ kms }: StageClients) {
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  // moto lists the key that DynamoDB brings among the account's own.
  const services = Aliases.filter(({ AliasName = '' }) => AliasName.startsWith('alias/aws/'));
  const { Keys = [] } = await kms.send(new ListKeysCommand({}));
  const own = Keys.filter(
    ({ KeyId }) => !services.some(({ TargetKeyId }) => TargetKeyId === KeyId),
  );
  const described = await Promise.all(
    own.map(({ KeyId }) => kms.send(new DescribeKeyCommand({ KeyId }))),
  );
  return described.map(({ KeyMetadata }) => KeyMetadata?.KeyState);
}
