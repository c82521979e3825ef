import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CompositeAlarm,
  type PutCompositeAlarmCommandInput,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ACCOUNT, alarmNamed, fakeAws, motoOf, TOPIC, type FakeAws } from '../fake-cloudwatch';
import { cloudWatchClient, startGateway, type Harness } from '../harness';

let aws: FakeAws;
let gateway: Harness;
let client: CloudWatchClient;

beforeEach(async () => {
  aws = fakeAws();
  for (const name of ['one', 'two']) {
    aws.alarms[name] = { ...alarmNamed(name), OKActions: [], AlarmActions: [] };
  }
  gateway = await startGateway(motoOf(() => aws));
  client = cloudWatchClient(gateway);
});

const put = (
  AlarmRule: string,
  changes: Partial<PutCompositeAlarmCommandInput> = {},
): Promise<unknown> =>
  client.send(
    new PutCompositeAlarmCommand({
      ...{ AlarmName: 'both', AlarmRule, AlarmActions: [TOPIC], OKActions: [TOPIC] },
      ...changes,
    }),
  );

const set = (AlarmName: string, state: StateValue): Promise<unknown> =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue: state, StateReason: 'a test' }));

const composites = async (): Promise<CompositeAlarm[]> => {
  const { CompositeAlarms = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }),
  );
  return CompositeAlarms;
};

const state = async (name = 'both'): Promise<unknown> =>
  (await composites()).find(({ AlarmName }) => AlarmName === name)?.StateValue;

const arn = (name: string): string => `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:${name}`;

const BOTH = 'ALARM(one) OR ALARM(two)';

describe('a composite alarm', () => {
  it('is evaluated when it is put, and whenever one of its alarms changes', async () => {
    await put(BOTH);
    expect(await state()).toBe('OK');
    await set('one', 'ALARM');
    expect(await state()).toBe('ALARM');
    await set('two', 'ALARM');
    await set('one', 'OK');
    expect(await state()).toBe('ALARM');
    await set('two', 'INSUFFICIENT_DATA');
    expect(await state()).toBe('OK');
    await set('one', 'ALARM');
    await put('ALARM(two)');
    expect(await state()).toBe('OK');
  });

  it('is described with its reason and times, among composite alarms only', async () => {
    gateway.advance(1000);
    await put(BOTH, { AlarmDescription: 'Both' });
    gateway.advance(1000);
    await set('two', 'ALARM');
    const changed = new Date('2030-01-01T00:00:02Z');
    expect(await composites()).toEqual([
      {
        ...{ AlarmName: 'both', AlarmArn: arn('both'), AlarmRule: BOTH, AlarmDescription: 'Both' },
        ...{ ActionsEnabled: true, AlarmActions: [TOPIC], OKActions: [TOPIC] },
        InsufficientDataActions: [],
        StateValue: 'ALARM',
        StateReason: `${arn('two')} transitioned to ALARM at Tuesday 01 January, 2030 00:00:02 UTC`,
        StateReasonData: JSON.stringify({
          triggeringAlarms: [
            {
              arn: arn('two'),
              state: { value: 'ALARM', timestamp: '2030-01-01T00:00:02.000+0000' },
            },
          ],
        }),
        StateUpdatedTimestamp: changed,
        StateTransitionedTimestamp: changed,
        AlarmConfigurationUpdatedTimestamp: new Date('2030-01-01T00:00:01Z'),
      },
    ]);
    const { MetricAlarms = [], CompositeAlarms } = await client.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms.map(({ AlarmName }) => AlarmName)).toEqual(['one', 'two']);
    expect(CompositeAlarms).toEqual([]);
    await put(BOTH);
    expect((await composites())[0]?.AlarmDescription).toBeUndefined();
  });

  it('notifies its topic, naming the alarm that changed', async () => {
    await put('ALARM(one)');
    expect(aws.published).toMatchObject([
      {
        message: {
          NewStateReason: `${arn('both')} was created and its alarm rule evaluates to OK`,
          OldStateValue: 'INSUFFICIENT_DATA',
        },
      },
    ]);
    await set('one', 'ALARM');
    expect(aws.published[1]).toMatchObject({
      subject: 'ALARM: "both" in US East (N. Virginia)',
      message: {
        ...{ AlarmName: 'both', OldStateValue: 'OK', NewStateValue: 'ALARM' },
        AlarmRule: 'ALARM(one)',
        TriggeringChildren: [
          {
            Arn: arn('one'),
            State: { Value: 'ALARM', Timestamp: '2030-01-01T00:00:00.000+0000' },
          },
        ],
      },
    });
    expect(aws.published[1]?.message).not.toHaveProperty('Trigger');
  });

  it('has a history', async () => {
    await put('ALARM(one)');
    await set('one', 'ALARM');
    await put('ALARM(two)');
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['both'] }));
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmTypes: ['CompositeAlarm'],
        ScanBy: 'TimestampAscending',
      }),
    );
    const topic = `Successfully executed action ${TOPIC}`;
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      ...['Alarm "both" created', 'Alarm updated from INSUFFICIENT_DATA to OK', topic],
      ...['Alarm updated from OK to ALARM', topic],
      ...['Alarm "both" updated', 'Alarm updated from ALARM to OK', topic],
      'Alarm "both" deleted',
    ]);
    expect(new Set(AlarmHistoryItems.map(({ AlarmType }) => AlarmType))).toEqual(
      new Set(['CompositeAlarm']),
    );
    const ofMetrics = await client.send(new DescribeAlarmHistoryCommand({}));
    expect(ofMetrics.AlarmHistoryItems?.map(({ AlarmName }) => AlarmName)).toEqual(['one']);
    expect(await composites()).toEqual([]);
  });

  it('may be set by hand, until one of its alarms changes', async () => {
    await put('ALARM(one)');
    await set('both', 'ALARM');
    gateway.advance(600_000);
    expect(await state()).toBe('ALARM');
    await set('one', 'INSUFFICIENT_DATA');
    expect(await state()).toBe('OK');
  });

  it('is in a snapshot, with its tags', async () => {
    await put(BOTH, { Tags: [{ Key: 'Stage', Value: 'dev' }] });
    await put(BOTH, { Tags: [{ Key: 'Stage', Value: 'ignored' }] });
    const ResourceARN = arn('both');
    await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'A', Value: '1' }] }));
    await gateway.restore();
    client = cloudWatchClient(gateway);
    const tags = async (): Promise<unknown> =>
      (await client.send(new ListTagsForResourceCommand({ ResourceARN }))).Tags;
    expect(await tags()).toEqual([
      { Key: 'Stage', Value: 'dev' },
      { Key: 'A', Value: '1' },
    ]);
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['Stage'] }));
    expect(await tags()).toEqual([{ Key: 'A', Value: '1' }]);
  });

  it.each<[string, string, Partial<PutCompositeAlarmCommandInput>, string]>([
    [
      'asks for an alarm that is not there',
      'ALARM(one) OR ALARM(gone)',
      {},
      'Could not save the composite alarm as alarms [gone] in the alarm rule do not exist',
    ],
    [
      'has another rule',
      'ALARM(one) AND ALARM(two)',
      {},
      'The local AWS knows rules such as ALARM("one") OR ALARM("two"), not ALARM(one) AND ALARM(two).',
    ],
    [
      'has the name of a metric alarm',
      'ALARM(two)',
      { AlarmName: 'one' },
      'There is an alarm of another type with the name one.',
    ],
    [
      'has its actions suppressed',
      'ALARM(one)',
      { ActionsSuppressor: 'two' },
      'ActionsSuppressor: The local AWS does not suppress actions.',
    ],
    [
      'has an action in another region',
      'ALARM(one)',
      { AlarmActions: [`arn:aws:sns:eu-west-1:${ACCOUNT}:alarms`] },
      'Invalid region eu-west-1 specified. Only us-east-1 is supported.',
    ],
  ])('is refused where it %s', async (_what, rule, changes, message) => {
    await expect(put(rule, changes)).rejects.toMatchObject({
      name: 'ValidationException',
      message,
    });
    expect(await composites()).toEqual([]);
  });

  it('is deleted alone, and its name is free then', async () => {
    await put('ALARM(one)');
    await put('ALARM(one)', { AlarmName: 'other' });
    const AlarmNames = ['both', 'other'];
    await expect(client.send(new DeleteAlarmsCommand({ AlarmNames }))).rejects.toThrow(
      'At most one composite alarm can be deleted at once.',
    );
    const metricAlarm = new PutMetricAlarmCommand({
      ...{ AlarmName: 'both', Namespace: 'Images', MetricName: 'Failures', Statistic: 'Sum' },
      ...{ Period: 60, EvaluationPeriods: 1, Threshold: 1 },
      ComparisonOperator: 'GreaterThanThreshold',
    });
    await expect(client.send(metricAlarm)).rejects.toThrow(
      'There is an alarm of another type with the name both.',
    );
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['both'] }));
    await client.send(metricAlarm);
    expect((await composites()).map(({ AlarmName }) => AlarmName)).toEqual(['other']);
  });
});

describe('DescribeAlarms', () => {
  it.each([
    [{ AlarmNames: ['two', 'both'] }, ['two', 'both']],
    [{ AlarmNamePrefix: 'o' }, ['one']],
    [{ StateValue: 'ALARM' as const }, ['one', 'both']],
    [{ ActionPrefix: 'arn:aws:sns:' }, ['both']],
    [{}, ['one', 'two', 'both']],
  ])('finds alarms of both types by %j', async (input, expected) => {
    await set('one', 'ALARM');
    await put('ALARM(one)');
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({ ...input, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
    );
    expect([...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName)).toEqual(
      expected,
    );
  });
});
