import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import type { MonitoringClients } from '../../aws/monitoring-clients';

export interface AlarmInboxProps {
  readonly clients: Pick<MonitoringClients, 'sns' | 'sqs'>;
  readonly topicArn: string;
  readonly queueName: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Awaited {
  readonly alarmName: string;
  readonly state: 'ALARM' | 'OK';
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

const notification = z.object({ AlarmName: z.string(), NewStateValue: z.string() });
type Notification = z.infer<typeof notification>;

/** A single long poll; shorter than the timeout of the SDK's own requests. */
const POLL_SECONDS = 5;

/** What a killed run leaves in its queue is gone after this long. */
const RETENTION_SECONDS = 3600;

/** A queue that is subscribed to an alarm topic for a while. */
export class AlarmInbox {
  private queueUrl: string | undefined;
  private subscriptionArn: string | undefined;
  private readonly waiting: Notification[] = [];
  private hasReceived = false;
  private hasTimedOut = false;

  constructor(private readonly props: AlarmInboxProps) {}

  /** It has been waited for in vain, and nothing else has come through the topic either. */
  get isSilent(): boolean {
    return this.hasTimedOut && !this.hasReceived;
  }

  /** Creates the queue and subscribes it. Also when this fails, `close` is to be called. */
  async open(): Promise<void> {
    const { clients, topicArn, queueName, tags } = this.props;
    const queueArn = this.queueArn();
    const { QueueUrl } = await clients.sqs.send(
      new CreateQueueCommand({
        QueueName: queueName,
        tags,
        Attributes: {
          // With the creation: a policy that is set later may take a minute to be known.
          Policy: policy(queueArn, topicArn),
          MessageRetentionPeriod: String(RETENTION_SECONDS),
          // Nothing is read twice, and so nothing needs to be deleted.
          VisibilityTimeout: String(RETENTION_SECONDS),
        },
      }),
    );
    this.queueUrl = QueueUrl;
    const { SubscriptionArn } = await clients.sns.send(
      new SubscribeCommand({
        TopicArn: topicArn,
        Protocol: 'sqs',
        Endpoint: queueArn,
        Attributes: { RawMessageDelivery: 'true' },
        ReturnSubscriptionArn: true,
      }),
    );
    this.subscriptionArn = SubscriptionArn;
  }

  /**
   * Whether the notification has arrived; each is waited for once.
   * @throws the signal's reason.
   */
  async waitFor({ alarmName, state, timeoutSeconds, signal }: Awaited): Promise<boolean> {
    const deadline = performance.now() + timeoutSeconds * 1000;
    for (;;) {
      const found = this.waiting.findIndex(
        ({ AlarmName, NewStateValue }) => AlarmName === alarmName && NewStateValue === state,
      );
      if (found !== -1) {
        this.waiting.splice(found, 1);
        return true;
      }
      const left = (deadline - performance.now()) / 1000;
      if (left <= 0) {
        this.hasTimedOut = true;
        return false;
      }
      await this.receive(Math.min(POLL_SECONDS, Math.ceil(left)), signal);
    }
  }

  /** Removes subscription and queue. Never throws: returns what is left, and why. */
  async close(): Promise<string[]> {
    const { sns, sqs } = this.props.clients;
    const { queueUrl, subscriptionArn } = this;
    const left: string[] = [];
    const remove = (what: string, removal: Promise<unknown>): Promise<unknown> =>
      removal.catch((error: unknown) => left.push(`${what} (${(error as Error).message})`));
    if (subscriptionArn !== undefined) {
      const removal = sns.send(new UnsubscribeCommand({ SubscriptionArn: subscriptionArn }));
      await remove(`subscription ${subscriptionArn}`, removal);
    }
    if (queueUrl !== undefined) {
      const removal = sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
      await remove(`queue ${queueUrl}`, removal);
    }
    return left;
  }

  private async receive(seconds: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const command = new ReceiveMessageCommand({
      QueueUrl: this.queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: seconds,
    });
    try {
      const { Messages = [] } = await this.props.clients.sqs.send(command, {
        abortSignal: signal,
      });
      this.hasReceived ||= Messages.length > 0;
      this.waiting.push(...Messages.flatMap(({ Body = '' }) => notificationsIn(Body)));
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }

  private queueArn(): string {
    const [arn, partition, , region, account] = this.props.topicArn.split(':');
    return [arn, partition, 'sqs', region, account, this.props.queueName].join(':');
  }
}

/** Only that topic may write, and nobody else may do anything. */
function policy(queueArn: string, topicArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowAlarmTopicToSend',
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
      },
    ],
  });
}

/** A message's notification; none in what others may have published. */
function notificationsIn(body: string): Notification[] {
  try {
    const parsed = notification.safeParse(JSON.parse(body));
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
