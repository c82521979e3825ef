import { ListSubscriptionsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import type { StageClients } from './stage-clients';

/** What listens to the alarm topics, and which queues there are: a test of alarms leaves none. */
export async function listeners({ sns, sqs }: StageClients) {
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsCommand({}));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return { subscriptions: Subscriptions, queues: QueueUrls };
}
