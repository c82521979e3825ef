import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import {
  ACCOUNT,
  alarmNamed,
  allowing,
  fakeAws,
  KEY,
  motoOf,
  TOPIC,
  type FakeAws,
} from './fake-cloudwatch';
import { cloudWatchClient, startGateway, type Harness, signedAs } from './harness';

let aws: FakeAws;
let gateway: Harness;
let client: CloudWatchClient;

beforeEach(async () => {
  aws = fakeAws();
  aws.alarms.errors = alarmNamed('errors') as Record<string, unknown>;
  gateway = await startGateway(motoOf(() => aws));
  client = cloudWatchClient(gateway);
});

const setState = (StateValue: StateValue, AlarmName = 'errors'): Promise<unknown> =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));

/** What the alarm's history says of its actions, oldest first. */
async function actions(AlarmName = 'errors'): Promise<(string | undefined)[]> {
  const { AlarmHistoryItems = [] } = await client.send(
    new DescribeAlarmHistoryCommand({
      AlarmName,
      HistoryItemType: 'Action',
      ScanBy: 'TimestampAscending',
    }),
  );
  return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
}

const SUCCEEDED = `Successfully executed action ${TOPIC}`;
const failed = (error: string, action = TOPIC): string =>
  `Failed to execute action ${action}. Received error: "${error}"`;
const NO_KEY = failed(
  'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.',
);
const NO_TOPIC = failed(
  `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${TOPIC}`,
);

describe('an alarm that changes its state', () => {
  it('notifies its topic as CloudWatch does', async () => {
    await setState('ALARM');
    expect(aws.published).toEqual([
      {
        account: ACCOUNT,
        region: 'us-east-1',
        subject: 'ALARM: "errors" in US East (N. Virginia)',
        message: {
          AlarmName: 'errors',
          AlarmDescription: 'What to do',
          AWSAccountId: ACCOUNT,
          AlarmConfigurationUpdatedTimestamp: '2027-01-15T08:00:00.500+0000',
          NewStateValue: 'ALARM',
          NewStateReason: 'a test',
          StateChangeTime: '2030-01-01T00:00:00.000+0000',
          Region: 'US East (N. Virginia)',
          AlarmArn: `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:errors`,
          OldStateValue: 'OK',
          OKActions: [TOPIC],
          AlarmActions: [TOPIC],
          InsufficientDataActions: [],
          Trigger: {
            MetricName: 'Errors',
            Namespace: 'AWS/Lambda',
            StatisticType: 'Statistic',
            Statistic: 'SUM',
            Unit: null,
            Dimensions: [{ value: 'f', name: 'FunctionName' }],
            Period: 300,
            EvaluationPeriods: 1,
            ComparisonOperator: 'GreaterThanThreshold',
            Threshold: 1.5,
            TreatMissingData: 'notBreaching',
            EvaluateLowSampleCountPercentile: '',
          },
        },
      },
    ]);
    expect(await actions()).toEqual([SUCCEEDED]);
  });

  it('tells a percentile by its own name', async () => {
    aws.alarms.errors = {
      ...alarmNamed('errors'),
      Statistic: undefined,
      ExtendedStatistic: 'p95',
    };
    await setState('ALARM');
    expect(aws.published[0]?.message).toMatchObject({
      Trigger: { StatisticType: 'ExtendedStatistic', ExtendedStatistic: 'p95' },
    });
  });

  it('tells metric math by its queries', async () => {
    const Metric = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions: [] };
    aws.alarms.errors = {
      ...alarmNamed('errors'),
      ...{ MetricName: undefined, Namespace: undefined, Statistic: undefined, Period: undefined },
      Metrics: [
        { Id: 'rate', Expression: '100 * e / 2', Label: 'Rate', ReturnData: true },
        { Id: 'e', MetricStat: { Metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
      ],
    };
    await setState('ALARM');
    expect(aws.published[0]?.message).toMatchObject({
      Trigger: {
        Period: 60,
        Threshold: 1.5,
        Metrics: [
          { Id: 'rate', Expression: '100 * e / 2', Label: 'Rate', ReturnData: true },
          { Id: 'e', MetricStat: { Metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
        ],
      },
    });
    expect(aws.published[0]?.message).not.toHaveProperty('Trigger.MetricName');
  });

  it('keeps its subject within what SNS takes', async () => {
    const name = 'a'.repeat(200);
    aws.alarms[name] = alarmNamed(name) as Record<string, unknown>;
    await setState('ALARM', name);
    expect(aws.published[0]?.subject).toMatch(/^ALARM: "a+\.\.\." in US East \(N\. Virginia\)$/);
    expect(aws.published[0]?.subject).toHaveLength(100);
  });

  it('runs the actions of its new state', async () => {
    await setState('ALARM');
    await setState('INSUFFICIENT_DATA');
    await setState('OK');
    expect(aws.published.map(({ subject }) => subject.split(':')[0])).toEqual(['ALARM', 'OK']);
  });

  it('notifies nobody when the state stays', async () => {
    await setState('OK');
    expect(await actions()).toEqual([]);
    expect(aws.published).toEqual([]);
  });

  it('notifies nobody when its actions are disabled', async () => {
    aws.alarms.errors = { ...alarmNamed('errors'), ActionsEnabled: false };
    await setState('ALARM');
    expect(await actions()).toEqual([]);
    expect(aws.published).toEqual([]);
  });

  it('says of an action that does not run here that it failed', async () => {
    const action = 'arn:aws:lambda:us-east-1:111122223333:function:f';
    aws.alarms.errors = { ...alarmNamed('errors'), AlarmActions: [action] };
    await setState('ALARM');
    expect(await actions()).toEqual([
      failed('The local AWS runs actions on SNS topics only.', action),
    ]);
  });

  it('is refused by moto when it does not exist', async () => {
    await expect(setState('ALARM', 'nothing')).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });
});

const USE_OF_KEY = ['kms:Decrypt', 'kms:GenerateDataKey*'];
const anyone = { AWS: '*' };

describe('a topic', () => {
  it.each([
    ['lets CloudWatch publish', allowing('sns:Publish'), SUCCEEDED],
    [
      'lets its account publish',
      allowing('SNS:Publish', anyone, { StringEquals: { 'AWS:SourceOwner': ACCOUNT } }),
      SUCCEEDED,
    ],
    [
      'lets another account publish',
      allowing('SNS:Publish', anyone, { StringEquals: { 'aws:SourceAccount': '444455556666' } }),
      NO_TOPIC,
    ],
    ['lets another service publish', allowing('*', { Service: 's3.amazonaws.com' }), NO_TOPIC],
    ['lets CloudWatch only subscribe', allowing('sns:Subscribe'), NO_TOPIC],
  ])('that %s', async (_what, policy, result) => {
    aws.topic.policy = policy;
    await setState('ALARM');
    expect(await actions()).toEqual([result]);
    expect(aws.published).toHaveLength(result === SUCCEEDED ? 1 : 0);
  });

  it.each([
    ['CloudWatch may use', KEY, allowing(USE_OF_KEY), SUCCEEDED],
    ['CloudWatch may do everything with', 'alias/own', allowing('kms:*'), SUCCEEDED],
    [
      'CloudWatch may use for this account',
      'one',
      allowing(USE_OF_KEY, undefined, { StringEquals: { 'aws:SourceAccount': ACCOUNT } }),
      SUCCEEDED,
    ],
    ['CloudWatch may only decrypt with', KEY, allowing('kms:Decrypt'), NO_KEY],
    [
      'only its account may use',
      KEY,
      allowing('kms:*', { AWS: `arn:aws:iam::${ACCOUNT}:root` }),
      NO_KEY,
    ],
    ['AWS manages', 'alias/aws/sns', allowing('kms:*'), NO_KEY],
  ])('encrypted with a key that %s', async (_what, key, policy, result) => {
    aws.topic.key = key;
    aws.key.policy = policy;
    await setState('ALARM');
    expect(await actions()).toEqual([result]);
    expect(aws.published).toHaveLength(result === SUCCEEDED ? 1 : 0);
  });

  it('encrypted with a key that is to be deleted gets nothing', async () => {
    aws.topic.key = KEY;
    Object.assign(aws.key, { policy: allowing('kms:*'), state: 'PendingDeletion' });
    await setState('ALARM');
    expect(await actions()).toEqual([NO_KEY]);
  });
});

describe('an alarm that is put', () => {
  it.each(['EvaluationPeriods', 'DatapointsToAlarm', 'Period', 'Threshold'])(
    'has a number for its %s',
    async (name) => {
      const authorization = signedAs('monitoring', ACCOUNT);
      const body = new URLSearchParams({ Action: 'PutMetricAlarm', AlarmName: 'new', [name]: 'x' });
      const answer = await fetch(gateway.url, { method: 'POST', headers: { authorization }, body });
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining(`<Code>ValidationError</Code><Message>${name}: `),
      ]);
      expect(aws.alarms).not.toHaveProperty('new');
    },
  );

  const put = (changes: Record<string, unknown> = {}): Promise<unknown> =>
    client.send(
      new PutMetricAlarmCommand({
        AlarmName: 'errors',
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        ...changes,
      }),
    );

  it('keeps its state', async () => {
    await setState('ALARM');
    await put({ Threshold: 2 });
    expect(aws.alarms.errors).toMatchObject({ Threshold: 2, StateValue: 'ALARM' });
  });

  it('cannot have an action in another region', async () => {
    const action = `arn:aws:sns:eu-west-1:${ACCOUNT}:alarms`;
    await expect(put({ OKActions: [action] })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Invalid region eu-west-1 specified. Only us-east-1 is supported.',
    });
  });
});
