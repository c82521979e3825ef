import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type AlarmHistoryItem,
  type CloudWatchClientConfig,
  type DescribeAlarmHistoryCommandInput,
  type DescribeAlarmHistoryCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { cbor, SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { XMLParser } from 'fast-xml-parser';
import { ACCOUNT, fakeAws, motoOf, type FakeAws } from './fake-cloudwatch';
import { cloudWatchClient, startGateway, type Harness, signedAs } from './harness';

const AUTHORIZATION = signedAs('monitoring', ACCOUNT);

let aws: FakeAws;
let gateway: Harness;
let client: CloudWatchClient;

beforeEach(async () => {
  aws = fakeAws();
  gateway = await startGateway(motoOf(() => aws));
  client = clientWith({});
});

const clientWith = (config: CloudWatchClientConfig): CloudWatchClient =>
  cloudWatchClient(gateway, config);

const put = (AlarmName: string, through = client, Threshold = 1): Promise<unknown> =>
  through.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Threshold,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );

const setAlarm = (AlarmName: string, through = client): Promise<unknown> =>
  through.send(
    new SetAlarmStateCommand({
      AlarmName,
      StateValue: 'ALARM',
      StateReason: 'a test',
      StateReasonData: '{"by":"hand"}',
    }),
  );

const history = (
  input: DescribeAlarmHistoryCommandInput = {},
  through = client,
): Promise<DescribeAlarmHistoryCommandOutput> =>
  through.send(new DescribeAlarmHistoryCommand(input));

const summaries = ({ AlarmHistoryItems = [] }: DescribeAlarmHistoryCommandOutput): unknown[] =>
  AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);

const dataOf = (item: AlarmHistoryItem | undefined): unknown =>
  JSON.parse(item?.HistoryData ?? '{}');

const TOPIC_ACTION = expect.stringMatching(/^Successfully executed action arn:aws:sns:/) as unknown;
const STATE = 'Alarm updated from INSUFFICIENT_DATA to ALARM';

describe('the history of an alarm', () => {
  it('has what happened to it, newest first', async () => {
    await put('one');
    gateway.advance(1000);
    await setAlarm('one');
    gateway.advance(1000);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['one', 'nothing'] }));
    const { AlarmHistoryItems = [] } = await history({ AlarmName: 'one' });
    expect(AlarmHistoryItems).toEqual([
      expect.objectContaining({ HistorySummary: 'Alarm "one" deleted' }),
      expect.objectContaining({ HistorySummary: TOPIC_ACTION }),
      {
        AlarmName: 'one',
        AlarmType: 'MetricAlarm',
        Timestamp: new Date('2030-01-01T00:00:01Z'),
        HistoryItemType: 'StateUpdate',
        HistorySummary: STATE,
        HistoryData: expect.any(String) as unknown,
      },
      expect.objectContaining({ HistorySummary: 'Alarm "one" created' }),
    ]);
    expect(dataOf(AlarmHistoryItems[2])).toEqual({
      version: '1.0',
      oldState: {
        stateValue: 'INSUFFICIENT_DATA',
        stateReason: 'Unchecked: Initial alarm creation',
      },
      newState: {
        stateValue: 'ALARM',
        stateReason: 'a test',
        stateReasonData: { by: 'hand' },
      },
    });
    expect(dataOf(AlarmHistoryItems[1])).toMatchObject({
      actionState: 'Succeeded',
      stateUpdateTimestamp: Date.parse('2030-01-01T00:00:01Z'),
      publishedMessage: expect.stringContaining('"NewStateValue":"ALARM"') as unknown,
      error: null,
    });
    expect(dataOf(AlarmHistoryItems[3])).toMatchObject({
      version: '1.0',
      type: 'Create',
      createdAlarm: { alarmName: 'one', threshold: 1, dimensions: [{ name: 'FunctionName' }] },
    });
  });

  it('has what an update changed', async () => {
    await put('one');
    await put('one', client, 2);
    const { AlarmHistoryItems } = await history({ HistoryItemType: 'ConfigurationUpdate' });
    expect(dataOf(AlarmHistoryItems?.[0])).toMatchObject({
      type: 'Update',
      updatedAlarm: { threshold: 2 },
      originalUpdatedFields: { threshold: 1 },
    });
  });

  it('can be asked for by name, type and time', async () => {
    await put('one');
    gateway.advance(50_000);
    await put('two');
    await setAlarm('two');
    const second = new Date('2030-01-01T00:00:30Z');
    expect(summaries(await history({ AlarmName: 'one' }))).toEqual(['Alarm "one" created']);
    expect(summaries(await history({ HistoryItemType: 'StateUpdate' }))).toEqual([STATE]);
    expect(summaries(await history({ EndDate: second }))).toEqual(['Alarm "one" created']);
    expect(summaries(await history({ StartDate: second }))).toHaveLength(3);
    expect(summaries(await history({ AlarmTypes: ['CompositeAlarm'] }))).toEqual([]);
  });

  it('comes in pages, in either direction', async () => {
    await put('one');
    await put('two');
    await put('three');
    for (const ScanBy of ['TimestampAscending', 'TimestampDescending'] as const) {
      const first = await history({ MaxRecords: 2, ScanBy });
      const { NextToken } = first;
      const rest = await history({ MaxRecords: 2, ScanBy, NextToken });
      expect(rest.NextToken).toBeUndefined();
      const all = [...summaries(first), ...summaries(rest)];
      const created = ['one', 'two', 'three'].map((name) => `Alarm "${name}" created`);
      expect(all).toEqual(ScanBy === 'TimestampAscending' ? created : created.reverse());
    }
  });

  it.each<[string, DescribeAlarmHistoryCommandInput, string]>([
    ['a token that was not given', { NextToken: 'nothing' }, 'InvalidNextToken'],
    ['too large a page', { MaxRecords: 101 }, 'ValidationException'],
  ])('refuses %s', async (_what, input, name) => {
    await expect(history(input)).rejects.toMatchObject({ name });
  });

  it('is of one account and region, and is in a snapshot', async () => {
    const credentials = { accessKeyId: '444455556666', secretAccessKey: 'none' };
    await put('one');
    await put('other', clientWith({ credentials }));
    await put('far', clientWith({ region: 'eu-west-1' }));
    await gateway.restore();
    client = clientWith({});
    expect(summaries(await history())).toEqual(['Alarm "one" created']);
    expect(summaries(await history({}, clientWith({ credentials })))).toEqual([
      'Alarm "other" created',
    ]);
  });

  it('is forgotten after 30 days', async () => {
    await put('one');
    gateway.advance(31 * 24 * 60 * 60 * 1000);
    await put('two');
    expect(summaries(await history())).toEqual(['Alarm "two" created']);
  });
});

describe('a new alarm', () => {
  const state = async (): Promise<unknown> => {
    const { MetricAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({ AlarmNames: ['one'] }),
    );
    return MetricAlarms[0]?.StateValue;
  };

  it('has no data for a minute, and is OK then', async () => {
    await put('one');
    expect(await state()).toBe('INSUFFICIENT_DATA');
    gateway.advance(59_999);
    expect(await state()).toBe('INSUFFICIENT_DATA');
    expect(aws.published).toEqual([]);
    gateway.advance(1);
    expect(await state()).toBe('OK');
    expect(aws.published).toMatchObject([{ message: { OldStateValue: 'INSUFFICIENT_DATA' } }]);
    gateway.advance(60_000);
    const { AlarmHistoryItems } = await history({ HistoryItemType: 'StateUpdate' });
    expect(AlarmHistoryItems).toMatchObject([
      {
        HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to OK',
        Timestamp: new Date('2030-01-01T00:01:00Z'),
      },
    ]);
  });

  it('is evaluated once, whoever asks meanwhile', async () => {
    for (const name of ['one', 'two', 'three']) await put(name);
    gateway.advance(60_000);
    await Promise.all([state(), state(), state()]);
    const updates = await history({ HistoryItemType: 'StateUpdate' });
    expect(summaries(updates)).toEqual(
      Array<string>(3).fill('Alarm updated from INSUFFICIENT_DATA to OK'),
    );
  });

  it('is still new when it is put again, and in a snapshot', async () => {
    await put('one');
    gateway.advance(30_000);
    await put('one', client, 2);
    await gateway.restore();
    client = clientWith({});
    expect(await state()).toBe('INSUFFICIENT_DATA');
    gateway.advance(30_000);
    expect(await state()).toBe('OK');
  });

  it('keeps the state that somebody sets until it is evaluated', async () => {
    await put('one');
    await setAlarm('one');
    gateway.advance(59_999);
    expect(await state()).toBe('ALARM');
    gateway.advance(1);
    expect(await state()).toBe('OK');
  });

  it('is not evaluated once it is deleted', async () => {
    await put('one');
    await client.send(new DeleteAlarmsCommand({ AlarmNames: ['one'] }));
    gateway.advance(60_000);
    expect(summaries(await history({ HistoryItemType: 'StateUpdate' }))).toEqual([]);
    await put('one');
    expect(await state()).toBe('INSUFFICIENT_DATA');
  });
});

describe('the protocols', () => {
  it('speaks CBOR, which moto does not', async () => {
    const inCbor = clientWith({ protocol: SmithyRpcV2CborProtocol });
    await put('one', inCbor);
    await setAlarm('one', inCbor);
    const StartDate = new Date('2030-01-01T00:00:00Z');
    const { AlarmHistoryItems = [] } = await history({ StartDate, MaxRecords: 2 }, inCbor);
    expect(AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary)).toEqual([
      TOPIC_ACTION,
      STATE,
    ]);
    expect(AlarmHistoryItems[0]?.Timestamp).toEqual(StartDate);
    await expect(history({ NextToken: 'nothing' }, inCbor)).rejects.toMatchObject({
      name: 'InvalidNextToken',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(setAlarm('nothing', inCbor)).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('speaks AWS query, as the Terraform provider does', async () => {
    await put('one');
    const set = { AlarmName: 'one', StateValue: 'ALARM', StateReason: 'a test' };
    expect((await query('SetAlarmState', set)).status).toBe(200);
    expect(aws.published).toHaveLength(1);
    const input = { AlarmName: 'one', 'AlarmTypes.member.1': 'MetricAlarm', MaxRecords: '1' };
    const { body } = await query('DescribeAlarmHistory', {
      ...input,
      StartDate: '2030-01-01T00:00:00Z',
    });
    expect(body).toMatchObject({
      DescribeAlarmHistoryResponse: {
        DescribeAlarmHistoryResult: {
          AlarmHistoryItems: {
            member: { HistorySummary: TOPIC_ACTION, Timestamp: '2030-01-01T00:00:00.000Z' },
          },
          NextToken: expect.any(String) as unknown,
        },
      },
    });
    const described = await query('DescribeAlarms', { 'AlarmNames.member.1': 'one' });
    expect(described.body).toMatchObject({
      DescribeAlarmsResponse: {
        DescribeAlarmsResult: {
          MetricAlarms: {
            member: { AlarmName: 'one', StateTransitionedTimestamp: '2030-01-01T00:00:00.000Z' },
          },
        },
      },
    });
    expect(await query('DescribeAlarmHistory', { NextToken: 'nothing' })).toMatchObject({
      status: 400,
      body: { ErrorResponse: { Error: { Type: 'Sender', Code: 'InvalidNextToken' } } },
    });
  });
});

describe('a body in gzip', () => {
  const data = {
    Namespace: 'Images',
    MetricData: Array.from({ length: 144 }, (_, Value) => ({ MetricName: 'Uploads', Value })),
  };
  const inQuery = {
    Namespace: 'Images',
    'MetricData.member.1.MetricName': 'Uploads',
    'MetricData.member.1.Value': '10296',
  };

  /** The sum of what was put. */
  const uploads = async (): Promise<unknown> => {
    const Metric = { Namespace: 'Images', MetricName: 'Uploads' };
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Sum' } }],
        StartTime: new Date('2030-01-01T00:00:00Z'),
        EndTime: new Date('2030-01-01T00:01:00Z'),
      }),
    );
    return MetricDataResults[0]?.Values?.[0];
  };

  it('is understood in AWS JSON', async () => {
    const through = clientWith({ requestMinCompressionSizeBytes: 1 });
    await through.send(new PutMetricDataCommand(data));
    expect(await uploads()).toBe(10_296);
  });

  // The SDK itself sends the length from before the compression with CBOR.
  it('is understood in CBOR', async () => {
    const path = '/service/GraniteServiceVersion20100801/operation/PutMetricData';
    const answer = await fetch(gateway.url + path, {
      method: 'POST',
      headers: {
        authorization: AUTHORIZATION,
        'smithy-protocol': 'rpc-v2-cbor',
        'content-encoding': 'gzip',
      },
      body: gzipSync(cbor.serialize(data)),
    });
    expect(answer.status).toBe(200);
    expect(await uploads()).toBe(10_296);
  });

  it('is understood in AWS query', async () => {
    const answer = await query('PutMetricData', inQuery, gzipSync);
    expect(answer.status).toBe(200);
    expect(await uploads()).toBe(10_296);
  });

  it('is refused when it is not in gzip', async () => {
    const answer = await query('PutMetricData', inQuery, (text) => `${text} `, 'gzip');
    expect(answer).toMatchObject({
      status: 400,
      body: { ErrorResponse: { Error: { Code: 'SerializationException' } } },
    });
  });
});

async function query(
  Action: string,
  parameters: Record<string, string>,
  encode: (text: string) => string | Uint8Array = String,
  encoding = encode === gzipSync ? 'gzip' : 'identity',
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      authorization: AUTHORIZATION,
      'content-type': 'application/x-www-form-urlencoded',
      'content-encoding': encoding,
    },
    body: encode(new URLSearchParams({ Action, ...parameters }).toString()),
  });
  const parser = new XMLParser({ ignoreDeclaration: true });
  return { status: answer.status, body: parser.parse(await answer.text()) as unknown };
}
