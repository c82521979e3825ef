import { randomUUID } from 'node:crypto';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DescribeAlarmHistoryCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import { alarmTopicName, SERVICE } from '../../config/names';
import { explainAwsError } from '../../aws/clients';
import type { StageMonitoring } from '../../aws/monitoring-clients';
import { AlarmInbox } from './alarm-inbox';
import type { AlarmState } from './stage-alarms';

export interface TestedAlarm {
  readonly name: string;
  readonly region: string;
  /** Seconds until the notifications were in the queue. @default it did not arrive */
  readonly alarmAfter?: number;
  readonly okAfter?: number;
  /** @default none: it works */
  readonly failure?: string;
}

export interface AlarmTests {
  readonly alarms: readonly TestedAlarm[];
  readonly leftBehind: readonly string[];
}

export interface TestOptions {
  readonly timeoutSeconds: number;
  /** Aborted when the person wants to stop; everything is put in order first. */
  readonly signal: AbortSignal;
  /** Gets a line for every alarm as soon as there is a result. */
  readonly say: (line: string) => void;
}

/** In the mail that people get. */
const REASON = 'A test by `pnpm ops alarms test`: nothing is wrong.';

/**
 * Proves that alarms reach their topic: each is set to ALARM and back to OK, and both notifications
 * have to arrive in a queue that is subscribed meanwhile, one for each topic.
 * @throws the signal's reason, or what AWS answers; nothing is left behind if that can be helped.
 */
export async function testAlarms(
  monitoring: StageMonitoring,
  alarms: readonly AlarmState[],
  options: TestOptions,
): Promise<AlarmTests> {
  const tests = new AlarmTester(monitoring, options);
  for (const topicArn of new Set(alarms.map(topicOf))) {
    const own = alarms.filter((alarm) => topicOf(alarm) === topicArn);
    if (topicArn === undefined) tests.withoutTopic(own);
    else await tests.atTopic(topicArn, own);
  }
  return { alarms: tests.alarms, leftBehind: tests.leftBehind };
}

const topicOf = ({ alarmActions }: AlarmState): string | undefined =>
  alarmActions.find((arn) => arn.split(':')[2] === 'sns');

class AlarmTester {
  readonly alarms: TestedAlarm[] = [];
  readonly leftBehind: string[] = [];

  constructor(
    private readonly monitoring: StageMonitoring,
    private readonly options: TestOptions,
  ) {}

  withoutTopic(alarms: readonly AlarmState[]): void {
    for (const { name, region } of alarms) {
      this.addResult({
        name,
        region,
        failure: 'there is no topic among its actions: nobody is notified',
      });
    }
  }

  async atTopic(topicArn: string, alarms: readonly AlarmState[]): Promise<void> {
    const { stage, clients, env } = this.monitoring;
    const region = topicArn.split(':')[3] ?? stage.region;
    const inbox = new AlarmInbox({
      clients: clients(region),
      topicArn,
      queueName: `${alarmTopicName(stage.name)}-test-${randomUUID().slice(0, 8)}`,
      tags: { Service: SERVICE, Stage: stage.name, ManagedBy: 'ops' },
    });
    try {
      this.options.signal.throwIfAborted();
      await inbox.open();
      for (const alarm of alarms) this.addResult(await this.testAlarm(alarm, inbox, topicArn));
    } catch (error) {
      throw explainAwsError(error, env);
    } finally {
      for (const left of await inbox.close()) this.noteLeft(`The ${left} could not be removed.`);
    }
  }

  private async testAlarm(
    alarm: AlarmState,
    inbox: AlarmInbox,
    topicArn: string,
  ): Promise<TestedAlarm> {
    const { name, region } = alarm;
    const failure = untestable(alarm, inbox, topicArn);
    if (failure !== undefined) return { name, region, failure };
    let alarmAfter: number | undefined;
    const raised = new Date();
    let returned = raised;
    try {
      await this.setState(alarm, 'ALARM');
      alarmAfter = await this.secondsUntil(alarm, 'ALARM', inbox, raised);
    } finally {
      returned = new Date();
      await this.returnToOk(alarm);
    }
    if (alarmAfter === undefined) {
      return { name, region, failure: await this.silence(alarm, 'ALARM', raised) };
    }
    if (!alarm.okActions.includes(topicArn)) return { name, region, alarmAfter };
    const okAfter = await this.secondsUntil(alarm, 'OK', inbox, returned);
    return okAfter === undefined
      ? { name, region, alarmAfter, failure: await this.silence(alarm, 'OK', returned) }
      : { name, region, alarmAfter, okAfter };
  }

  private async secondsUntil(
    { name }: AlarmState,
    state: 'ALARM' | 'OK',
    inbox: AlarmInbox,
    since: Date,
  ): Promise<number | undefined> {
    const { timeoutSeconds, signal } = this.options;
    const arrived = await inbox.waitFor({ alarmName: name, state, timeoutSeconds, signal });
    return arrived ? Math.round((Date.now() - since.getTime()) / 100) / 10 : undefined;
  }

  /** That nothing has arrived since then and why, as far as the alarm's history knows. */
  private async silence(
    { name, region }: AlarmState,
    state: 'ALARM' | 'OK',
    since: Date,
  ): Promise<string> {
    const { cloudwatch } = this.monitoring.clients(region);
    const nothing = `no ${state} notification arrived within ${this.options.timeoutSeconds} s`;
    const reason = await failedAction(cloudwatch, name, since);
    if (reason !== undefined) return `${nothing}. CloudWatch says: ${reason}`;
    return `${nothing}. Look at the policy of the topic's key (it has to let cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey*) and at the topic's policy (sns:Publish)`;
  }

  private async setState({ name, region }: AlarmState, state: 'ALARM' | 'OK'): Promise<void> {
    await this.monitoring
      .clients(region)
      .cloudwatch.send(
        new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: REASON }),
      );
  }

  /** On AWS it would also return by itself, with its next evaluation. */
  private async returnToOk(alarm: AlarmState): Promise<void> {
    try {
      await this.setState(alarm, 'OK');
    } catch (error) {
      this.noteLeft(`${alarm.name} could not be returned to OK (${(error as Error).message}).`);
    }
  }

  private addResult(tested: TestedAlarm): void {
    this.alarms.push(tested);
    this.options.say(testedText(tested));
  }

  private noteLeft(what: string): void {
    this.leftBehind.push(what);
    this.options.say(what);
  }
}

const actionData = z.object({
  actionState: z.string().optional(),
  error: z.string().nullish(),
});

/** What the history has of an action that failed; the message of a test must not fail for it. */
async function failedAction(
  client: CloudWatchClient,
  AlarmName: string,
  StartDate: Date,
): Promise<string | undefined> {
  try {
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName, HistoryItemType: 'Action', StartDate }),
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

/** Why there is no use in trying. */
function untestable(alarm: AlarmState, inbox: AlarmInbox, topicArn: string): string | undefined {
  if (alarm.state === 'ALARM') {
    return 'it is raised already, and raising it again notifies nobody. Test it when it is OK again';
  }
  if (!alarm.actionsEnabled) return 'its actions are switched off: nobody is notified';
  if (inbox.isSilent) return `not tried: nothing arrives through ${topicArn}`;
  return undefined;
}

/** One alarm's result in one line. */
export function testedText({ name, alarmAfter, okAfter, failure }: TestedAlarm): string {
  const arrivals = [
    ...(alarmAfter === undefined ? [] : [`ALARM arrived after ${alarmAfter} s`]),
    ...(okAfter === undefined ? [] : [`OK after ${okAfter} s`]),
    ...(failure === undefined ? [] : [`FAILED: ${failure}`]),
  ];
  return `${name}: ${arrivals.join(', ')}`;
}

/** The results in one sentence, after the lines of each. */
export function testsText({ alarms, leftBehind }: AlarmTests): string {
  const failed = alarms.filter(({ failure }) => failure !== undefined).length;
  const left = leftBehind.length === 0 ? '' : ' Not everything could be put in order again.';
  return failed === 0
    ? `${alarms.length} of ${alarms.length} tested alarms reach their topic.${left}`
    : `${failed} of ${alarms.length} tested alarms failed.${left}`;
}

/** Whether any alarm failed its test, or anything was left behind. */
export const anyFailed = ({ alarms, leftBehind }: AlarmTests): boolean =>
  leftBehind.length > 0 || alarms.some(({ failure }) => failure !== undefined);
