import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { fakeAws, motoOf, TOPIC, type FakeAws } from '../fake-cloudwatch';
import { cloudWatchClient, startGateway, type Harness } from '../harness';

let aws: FakeAws;
let gateway: Harness;
let client: CloudWatchClient;

beforeEach(async () => {
  aws = fakeAws();
  gateway = await startGateway(motoOf(() => aws));
  client = cloudWatchClient(gateway);
});

const MINUTE = 60_000;

const putAlarm = (changes: Partial<PutMetricAlarmCommandInput> = {}): Promise<unknown> =>
  client.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName: 'failures', Namespace: 'Images', MetricName: 'Failures', Dimensions: [] },
      ...{ Statistic: 'Sum', Period: 60, EvaluationPeriods: 1, Threshold: 5 },
      ...{ ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching' },
      ...{ AlarmActions: [TOPIC], OKActions: [TOPIC] },
      ...changes,
    }),
  );

const fail = (Value: number, time?: string): Promise<unknown> =>
  client.send(
    new PutMetricDataCommand({
      Namespace: 'Images',
      MetricData: [
        {
          ...{ MetricName: 'Failures', Value },
          ...(time !== undefined && { Timestamp: new Date(`2030-01-01T${time}Z`) }),
        },
      ],
    }),
  );

const state = async (): Promise<unknown> => {
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
  return MetricAlarms[0]?.StateValue;
};

/** When the alarm came into which state, oldest first. */
const changes = async (): Promise<string[]> => {
  const { AlarmHistoryItems = [] } = await client.send(
    new DescribeAlarmHistoryCommand({
      HistoryItemType: 'StateUpdate',
      ScanBy: 'TimestampAscending',
    }),
  );
  return AlarmHistoryItems.map(
    ({ Timestamp, HistorySummary = '' }) =>
      `${Timestamp?.toISOString().slice(11, 19) ?? ''} ${HistorySummary.split(' ').at(-1) ?? ''}`,
  );
};

describe('an alarm', () => {
  it('changes its state in every minute that has passed, in their order', async () => {
    await putAlarm();
    await fail(6, '00:10:30');
    await fail(1, '00:11:00');
    await fail(6, '01:00:00');
    gateway.advance(3 * 60 * MINUTE);
    expect(await state()).toBe('OK');
    const expected = [
      '00:01:00 OK',
      '00:11:00 ALARM',
      '00:12:00 OK',
      '01:01:00 ALARM',
      '01:04:00 OK',
    ];
    expect(await changes()).toEqual(expected);
    expect(aws.published.map(({ subject }) => subject.split(':')[0])).toEqual([
      ...['OK', 'ALARM', 'OK', 'ALARM', 'OK'],
    ]);
    expect(aws.published[1]?.message).toMatchObject({
      StateChangeTime: '2030-01-01T00:11:00.000+0000',
      OldStateValue: 'OK',
    });
  });

  it('keeps the reason of its change while it stays in its state', async () => {
    await putAlarm();
    await fail(6, '00:10:00');
    await fail(7, '00:11:00');
    gateway.advance(12 * MINUTE);
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms[0]?.StateReason).toContain('[6.0 (01/01/30 00:10:00)]');
  });

  it('changes in the order of time, not of alarms', async () => {
    await putAlarm();
    await putAlarm({ AlarmName: 'many failures', Threshold: 50 });
    await fail(60, '00:10:00');
    await fail(6, '00:11:00');
    await fail(0, '00:12:00');
    gateway.advance(30 * MINUTE);
    expect(await changes()).toEqual([
      ...['00:01:00 OK', '00:01:00 OK', '00:11:00 ALARM', '00:11:00 ALARM'],
      ...['00:12:00 OK', '00:13:00 OK'],
    ]);
  });

  it('says since when it is in its state', async () => {
    await putAlarm();
    await fail(6);
    gateway.advance(90_000);
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms[0]).toMatchObject({
      StateValue: 'ALARM',
      StateUpdatedTimestamp: new Date('2030-01-01T00:01:00Z'),
      StateTransitionedTimestamp: new Date('2030-01-01T00:01:00Z'),
    });
  });

  it('returns from a state set by hand with its next evaluation, and says so', async () => {
    await putAlarm();
    gateway.advance(MINUTE);
    expect(await state()).toBe('OK');
    gateway.advance(30_000);
    const set = { AlarmName: 'failures', StateValue: 'ALARM', StateReason: 'a test' } as const;
    await client.send(new SetAlarmStateCommand(set));
    gateway.advance(29_999);
    expect(await state()).toBe('ALARM');
    gateway.advance(1);
    expect(await state()).toBe('OK');
    expect(await changes()).toEqual(['00:01:00 OK', '00:01:30 ALARM', '00:02:00 OK']);
    expect(aws.published).toHaveLength(3);
  });

  it('goes on where it was after a snapshot', async () => {
    await putAlarm();
    await fail(6);
    gateway.advance(MINUTE);
    expect(await state()).toBe('ALARM');
    await gateway.restore();
    client = cloudWatchClient(gateway);
    gateway.advance(10 * MINUTE);
    expect(await state()).toBe('OK');
    expect(await changes()).toEqual(['00:01:00 ALARM', '00:04:00 OK']);
  });

  it.each<[string, Partial<PutMetricAlarmCommandInput>, string]>([
    [
      'anomaly detection',
      { ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'a' },
      'The local AWS evaluates no alarms on anomaly detection.',
    ],
    ...[0, 10].map((Period): [string, Partial<PutMetricAlarmCommandInput>, string] => [
      `${Period} seconds`,
      { Period },
      'The local AWS has no high-resolution alarms: Period must be a multiple of 60.',
    ]),
    [
      'an unknown statistic',
      { Statistic: undefined, ExtendedStatistic: 'tm90' },
      'The local AWS does not know the statistic tm90.',
    ],
    [
      'what is no metric math',
      { Metrics: [{ Id: 'e', Expression: 'RATE(' }] },
      '"RATE(" ends too early.',
    ],
    [
      'an unknown treatment',
      { TreatMissingData: 'sometimes' },
      'TreatMissingData: Invalid option: expected one of "breaching"|"notBreaching"|"ignore"|"missing"',
    ],
  ])('on %s is refused', async (_what, changed, message) => {
    await expect(putAlarm(changed)).rejects.toMatchObject({ name: 'ValidationException', message });
    expect(aws.alarms).toEqual({});
  });
});
