import { DescribeAlarmHistoryCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { SubscribeCommand, UnsubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, DeleteQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from '@jest/globals';
import type { StageAlarm } from '../../../src/ops/alarms/stage-alarms';
import { anyFailed, testAlarms, testsText } from '../../../src/ops/alarms/test-alarms';
import { Interrupted } from '../../../src/system/interrupts';
import { mockedMonitoring, stageAlarm, TOPIC } from '../../support/alarms';

const QUEUE = 'https://sqs.example/queue';
const SUBSCRIPTION = `${TOPIC}:subscription`;

/** AWS as it should be: what is set arrives with the next poll. */
function aws({ delivers = (state: string): boolean => state !== '' } = {}) {
  const mocks = mockedMonitoring();
  const { cloudwatch, sns, sqs } = mocks;
  const queue: object[] = [{ Body: 'no JSON' }, { Body: '{"other":"message"}' }];
  cloudwatch
    .on(SetAlarmStateCommand)
    .callsFake((input: { AlarmName: string; StateValue: string }) => {
      const { AlarmName, StateValue: NewStateValue } = input;
      if (delivers(NewStateValue))
        queue.push({ Body: JSON.stringify({ AlarmName, NewStateValue }) });
      return {};
    });
  cloudwatch.on(DescribeAlarmHistoryCommand).resolves({});
  sqs.on(CreateQueueCommand).resolves({ QueueUrl: QUEUE });
  sqs.on(ReceiveMessageCommand).callsFake(async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { Messages: queue.splice(0) };
  });
  sqs.on(DeleteQueueCommand).resolves({});
  sns.on(SubscribeCommand).resolves({ SubscriptionArn: SUBSCRIPTION });
  sns.on(UnsubscribeCommand).resolves({});
  const lines: string[] = [];
  const stop = new AbortController();
  const test = (...alarms: StageAlarm[]) =>
    testAlarms(mocks.monitoring, alarms, {
      timeoutSeconds: 0.05,
      signal: stop.signal,
      say: (line) => lines.push(line),
    });
  const states = (): string[] =>
    cloudwatch
      .commandCalls(SetAlarmStateCommand)
      .map(({ args }) => `${args[0].input.AlarmName ?? ''} ${args[0].input.StateValue ?? ''}`);
  const expectCleanedUp = (times = 1): void => {
    expect(sns.commandCalls(UnsubscribeCommand)).toHaveLength(times);
    expect(sqs.commandCalls(DeleteQueueCommand)).toHaveLength(times);
  };
  return { ...mocks, test, states, lines, stop, expectCleanedUp };
}

describe('testAlarms', () => {
  it('sees each alarm arrive and return, in one queue for the topic', async () => {
    const { test, states, lines, sqs, sns, expectCleanedUp } = aws();
    const tests = await test(stageAlarm('a'), stageAlarm('b'));
    expect(states()).toEqual([
      'image-service-dev-a ALARM',
      'image-service-dev-a OK',
      'image-service-dev-b ALARM',
      'image-service-dev-b OK',
    ]);
    expect(lines).toEqual([
      expect.stringMatching(
        /^image-service-dev-a: ALARM arrived after [\d.]+ s, OK after [\d.]+ s$/,
      ),
      expect.stringMatching(
        /^image-service-dev-b: ALARM arrived after [\d.]+ s, OK after [\d.]+ s$/,
      ),
    ]);
    expect(testsText(tests)).toBe('2 of 2 tested alarms reach their topic.');
    expect(anyFailed(tests)).toBe(false);
    expect(sqs.commandCalls(CreateQueueCommand)).toHaveLength(1);
    expect(sns.commandCalls(UnsubscribeCommand)[0]?.args[0].input).toEqual({
      SubscriptionArn: SUBSCRIPTION,
    });
    expectCleanedUp();
  });

  it('lets only the topic write to the queue', async () => {
    const { test, sqs, sns } = aws();
    await test(stageAlarm('a'));
    const { QueueName = '', Attributes } =
      sqs.commandCalls(CreateQueueCommand)[0]?.args[0].input ?? {};
    expect(QueueName).toMatch(/^image-service-dev-alarms-test-[0-9a-f]{8}$/);
    const queueArn = `arn:aws:sqs:us-east-1:123456789012:${QueueName}`;
    expect(JSON.parse(Attributes?.Policy ?? '')).toMatchObject({
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: queueArn,
          Condition: { ArnEquals: { 'aws:SourceArn': TOPIC } },
        },
      ],
    });
    expect(sns.commandCalls(SubscribeCommand)[0]?.args[0].input).toMatchObject({
      TopicArn: TOPIC,
      Protocol: 'sqs',
      Endpoint: queueArn,
    });
  });

  it('uses a queue beside each topic', async () => {
    const { test, regions, sqs, expectCleanedUp } = aws();
    const elsewhere = TOPIC.replace('us-east-1', 'eu-west-1');
    await test(
      stageAlarm('a'),
      stageAlarm('b', { region: 'eu-west-1', alarmActions: [elsewhere], okActions: [elsewhere] }),
    );
    expect(new Set(regions)).toEqual(new Set(['us-east-1', 'eu-west-1']));
    expect(sqs.commandCalls(CreateQueueCommand)).toHaveLength(2);
    expectCleanedUp(2);
  });

  it('waits for no OK that nobody would be told of', async () => {
    const { test, lines, states } = aws();
    await test(stageAlarm('a', { okActions: [] }));
    expect(lines[0]).toMatch(/^image-service-dev-a: ALARM arrived after [\d.]+ s$/);
    expect(states()).toHaveLength(2);
  });

  it('says where to look when nothing arrives, and tries no further alarm in vain', async () => {
    const { test, lines, states, sqs, expectCleanedUp } = aws({ delivers: () => false });
    sqs.on(ReceiveMessageCommand).resolves({});
    const tests = await test(stageAlarm('a'), stageAlarm('b'));
    expect(lines).toEqual([
      "image-service-dev-a: FAILED: no ALARM notification arrived within 0.05 s. Look at the policy of the topic's key (it has to let cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey*) and at the topic's policy (sns:Publish)",
      `image-service-dev-b: FAILED: not tried: nothing arrives through ${TOPIC}`,
    ]);
    expect(states()).toEqual(['image-service-dev-a ALARM', 'image-service-dev-a OK']);
    expect(testsText(tests)).toBe('2 of 2 tested alarms failed.');
    expect(anyFailed(tests)).toBe(true);
    expectCleanedUp();
  });

  it("gives CloudWatch's own reason where its history has one", async () => {
    const { test, lines, cloudwatch } = aws({ delivers: (state) => state === 'ALARM' });
    cloudwatch.on(DescribeAlarmHistoryCommand).resolves({
      AlarmHistoryItems: [
        { HistoryData: JSON.stringify({ actionState: 'Succeeded' }) },
        { HistoryData: JSON.stringify({ actionState: 'Failed', error: 'No key.' }) },
      ],
    });
    await test(stageAlarm('a'));
    expect(lines[0]).toMatch(
      /ALARM arrived after [\d.]+ s, FAILED: no OK notification arrived within 0.05 s. CloudWatch says: No key.$/,
    );
  });

  it('does not fail for a history that it may not read', async () => {
    const { test, lines, cloudwatch } = aws({ delivers: (state) => state === 'ALARM' });
    cloudwatch.on(DescribeAlarmHistoryCommand).rejects(new Error('no'));
    await test(stageAlarm('a'));
    expect(lines[0]).toContain('Look at the policy');
  });

  it.each([
    [
      { state: 'ALARM' },
      'it is raised already, and raising it again notifies nobody. Test it when it is OK again',
    ],
    [{ actionsEnabled: false }, 'its actions are switched off: nobody is notified'],
    [
      { alarmActions: ['arn:aws:lambda:us-east-1:123456789012:function:f'] },
      'there is no topic among its actions: nobody is notified',
    ],
  ])('leaves %j alone', async (overrides, failure) => {
    const { test, states, lines } = aws();
    const tests = await test(stageAlarm('a', overrides));
    expect(lines).toEqual([`image-service-dev-a: FAILED: ${failure}`]);
    expect(states()).toEqual([]);
    expect(anyFailed(tests)).toBe(true);
  });

  it('puts everything in order when it is stopped', async () => {
    const stop = (): boolean => {
      on.stop.abort(new Interrupted());
      return false;
    };
    const on = aws({ delivers: stop });
    const { test, states, expectCleanedUp } = on;
    await expect(test(stageAlarm('a'), stageAlarm('b'))).rejects.toThrow(Interrupted);
    expect(states()).toEqual(['image-service-dev-a ALARM', 'image-service-dev-a OK']);
    expectCleanedUp();
  });

  it('creates nothing once it is stopped', async () => {
    const { test, stop, sqs } = aws();
    stop.abort(new Interrupted());
    await expect(test(stageAlarm('a'))).rejects.toThrow(Interrupted);
    expect(sqs.calls()).toHaveLength(0);
  });

  it('removes the queue that it could not subscribe', async () => {
    const { test, sns, sqs } = aws();
    const error = Object.assign(new Error('no sns:Subscribe'), { name: 'AuthorizationError' });
    sns.on(SubscribeCommand).rejects(error);
    await expect(test(stageAlarm('a'))).rejects.toThrow(
      'AWS does not let these credentials do this: no sns:Subscribe',
    );
    expect(sns.commandCalls(UnsubscribeCommand)).toHaveLength(0);
    expect(sqs.commandCalls(DeleteQueueCommand)).toHaveLength(1);
  });

  it('removes them as well when receiving fails', async () => {
    const { test, sqs, states, expectCleanedUp } = aws();
    sqs.on(ReceiveMessageCommand).rejects(new Error('lost'));
    await expect(test(stageAlarm('a'))).rejects.toThrow('lost');
    expect(states()).toEqual(['image-service-dev-a ALARM', 'image-service-dev-a OK']);
    expectCleanedUp();
  });

  it('says what it could not put in order, and fails for it', async () => {
    const { test, sns, sqs, cloudwatch, lines } = aws();
    cloudwatch.on(SetAlarmStateCommand, { StateValue: 'OK' }).rejects(new Error('throttled'));
    sns.on(UnsubscribeCommand).rejects(new Error('gone'));
    sqs.on(DeleteQueueCommand).rejects(new Error('lost'));
    const tests = await test(stageAlarm('a', { okActions: [] }));
    expect(tests.leftBehind).toEqual([
      'image-service-dev-a could not be returned to OK (throttled).',
      `The subscription ${SUBSCRIPTION} (gone) could not be removed.`,
      `The queue ${QUEUE} (lost) could not be removed.`,
    ]);
    expect(lines).toEqual(expect.arrayContaining([...tests.leftBehind]));
    expect(anyFailed(tests)).toBe(true);
    expect(testsText(tests)).toBe(
      '1 of 1 tested alarms reach their topic. Not everything could be put in order again.',
    );
  });
});
