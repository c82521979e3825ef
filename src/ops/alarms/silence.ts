import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import type { AlarmState } from './stage-alarms';

/** A notification that has been waited for in vain. */
export interface Silence {
  readonly alarm: AlarmState;
  readonly state: 'ALARM' | 'OK';
  /** When the test of the alarm began. */
  readonly since: Date;
  readonly timeoutSeconds: number;
}

/** Says that nothing has arrived and why, as far as the alarm's history knows. */
export async function silenceText(client: CloudWatchClient, of: Silence): Promise<string> {
  const nothing = `no ${of.state} notification arrived within ${of.timeoutSeconds} s`;
  const reason = await failedAction(client, of);
  if (reason !== undefined) return `${nothing}. CloudWatch says: ${reason}`;
  return `${nothing}. Look at the policy of the topic's key (it has to let cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey*) and at the topic's policy (sns:Publish)`;
}

const actionData = z.object({
  actionState: z.string().optional(),
  error: z.string().nullish(),
});

/** What the history has of an action that failed; the message of a test must not fail for it. */
async function failedAction(
  client: CloudWatchClient,
  { alarm, since }: Silence,
): Promise<string | undefined> {
  try {
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: alarm.name,
        HistoryItemType: 'Action',
        StartDate: since,
      }),
    );
    for (const { HistorySummary = '', HistoryData = '{}' } of AlarmHistoryItems) {
      const data = actionData.parse(JSON.parse(HistoryData));
      if (data.actionState === 'Failed') return data.error ?? HistorySummary;
    }
    return undefined;
  } catch {
    return undefined;
  }
}
