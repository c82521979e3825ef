import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  type Dimension,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  type MetricDataResult,
  type MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { fakeAws, motoOf } from '../fake-cloudwatch';
import { cloudWatchClient, startGateway, type Harness } from '../harness';

let gateway: Harness;
let client: CloudWatchClient;

beforeEach(async () => {
  const aws = fakeAws();
  gateway = await startGateway(motoOf(() => aws));
  client = cloudWatchClient(gateway);
});

const put = (datum: Partial<MetricDatum>, through = client): Promise<unknown> =>
  through.send(
    new PutMetricDataCommand({
      Namespace: 'Images',
      MetricData: [{ MetricName: 'Uploads', ...datum }],
    }),
  );

const at = (time: string): Date => new Date(`2030-01-01T${time}Z`);

const query = (Stat: string, Dimensions: Dimension[] = [], Period = 300): MetricDataQuery => ({
  Id: 'm1',
  MetricStat: { Metric: { Namespace: 'Images', MetricName: 'Uploads', Dimensions }, Period, Stat },
});

/** The results for half an hour. */
async function data(
  MetricDataQueries: MetricDataQuery[],
  input: Partial<GetMetricDataCommandInput> = {},
  through = client,
): Promise<MetricDataResult[]> {
  const { MetricDataResults = [] } = await through.send(
    new GetMetricDataCommand({
      ...{ MetricDataQueries, StartTime: at('00:00:00'), EndTime: at('00:30:00') },
      ...input,
    }),
  );
  return MetricDataResults;
}

const OF_A = [{ Name: 'Kind', Value: 'a' }];
const OF_B = [{ Name: 'Kind', Value: 'b' }];

describe('GetMetricData', () => {
  it.each([
    ['Sum', 16],
    ['SampleCount', 5],
    ['p50', 3],
    ['p90', 4.6],
  ])('has the %s of values and their counts', async (statistic, expected) => {
    await put({ Values: [1, 3, 5], Counts: [1, 2, 1] });
    await put({ Value: 4 });
    expect(await data([query(statistic)])).toEqual([
      {
        ...{ Id: 'm1', Label: 'Uploads', StatusCode: 'Complete' },
        Timestamps: [at('00:00:00')],
        Values: [expect.closeTo(expected, 9) as unknown],
      },
    ]);
  });

  it('finds a metric only by all of its dimensions', async () => {
    await put({ Value: 1, Dimensions: OF_A });
    await put({
      Value: 2,
      Dimensions: [...OF_B, ...OF_A.map(({ Value }) => ({ Name: 'X', Value }))],
    });
    const found = async (dimensions: Dimension[]): Promise<unknown> =>
      (await data([query('Sum', dimensions)]))[0]?.Values;
    expect(await found([])).toEqual([]);
    expect(await found(OF_A)).toEqual([1]);
    expect(await found(OF_B)).toEqual([]);
    expect(await found([{ Name: 'X', Value: 'a' }, ...OF_B])).toEqual([2]);
    await put({ Value: 4 });
    expect(await found([])).toEqual([4]);
  });

  it('begins its periods with the start, leaves gaps, and has the newest first', async () => {
    for (const [time, Value] of [
      ['00:04:59', 1],
      ['00:05:00', 2],
      ['00:29:59', 4],
    ] as const) {
      await put({ Value, Timestamp: at(time) });
    }
    expect(await data([query('Sum')])).toMatchObject([
      { Timestamps: [at('00:25:00'), at('00:05:00'), at('00:00:00')], Values: [4, 2, 1] },
    ]);
    const input = { StartTime: at('00:01:30'), ScanBy: 'TimestampAscending' as const };
    expect(await data([query('Sum')], input)).toMatchObject([
      { Timestamps: [at('00:01:00'), at('00:26:00')], Values: [3, 4] },
    ]);
  });

  it('calculates with what is not returned', async () => {
    await put({ Value: 6, Dimensions: OF_A });
    await put({ Value: 2, Dimensions: OF_B });
    const hidden = { ReturnData: false };
    expect(
      await data([
        { ...query('Sum', OF_A), ...hidden },
        { ...query('Sum', OF_B), Id: 'm2', ...hidden },
        { Id: 'rate', Expression: 'IF(m1 > 0, 100 * m2 / m1, 0)', Label: 'Rate' },
      ]),
    ).toMatchObject([{ Id: 'rate', Label: 'Rate', Values: [100 / 3] }]);
  });

  it('is of one unit, or of all', async () => {
    await put({ Value: 1, Unit: 'Bytes' });
    await put({ Value: 2, Unit: 'Kilobytes' });
    const { MetricStat } = query('Sum');
    const found = async (unit: object): Promise<unknown> =>
      (await data([{ Id: 'm1', MetricStat: { ...MetricStat, ...unit } as never }]))[0]?.Values;
    expect(await found({ Unit: 'Bytes' })).toEqual([1]);
    expect(await found({})).toEqual([3]);
    expect(await found({ Unit: 'Count' })).toEqual([]);
  });

  it('is in CBOR, too', async () => {
    const inCbor = cloudWatchClient(gateway, { protocol: SmithyRpcV2CborProtocol });
    await put({ Value: 1.5, Timestamp: at('00:07:00') }, inCbor);
    expect(await data([query('Sum')], {}, inCbor)).toMatchObject([
      { Timestamps: [at('00:05:00')], Values: [1.5] },
    ]);
    inCbor.destroy();
  });

  it('is of one account and region, and in a snapshot', async () => {
    await put({ Value: 1 });
    await put({ Value: 2 }, cloudWatchClient(gateway, { region: 'eu-west-1' }));
    await gateway.restore();
    client = cloudWatchClient(gateway);
    expect(await data([query('Sum')])).toMatchObject([{ Values: [1] }]);
  });

  it.each<[string, MetricDataQuery[], Partial<GetMetricDataCommandInput>, string]>([
    ['an unknown function', [{ Id: 'e', Expression: 'RATE(m1)' }], {}, 'function RATE'],
    ['an unknown statistic', [query('tm90')], {}, 'statistic tm90'],
    ['seconds', [query('Sum', [], 10)], {}, 'Period must be a multiple of 60'],
    ['an id in capitals', [{ ...query('Sum'), Id: 'M1' }], {}, 'lowercase letter'],
    [
      'an end before the start',
      [query('Sum')],
      { EndTime: new Date(0) },
      'EndTime must be greater',
    ],
  ])('refuses %s', async (_what, queries, input, message) => {
    await put({ Value: 1 });
    await expect(data(queries, input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message) as unknown,
    });
  });
});

describe('GetMetricStatistics', () => {
  it('is refused, with what to ask instead', async () => {
    const period = { Period: 300, StartTime: at('00:00:00'), EndTime: at('00:30:00') };
    const input = { Namespace: 'Images', MetricName: 'Uploads', ...period };
    await expect(client.send(new GetMetricStatisticsCommand(input))).rejects.toThrow(
      'ask by GetMetricData',
    );
  });
});

describe('PutMetricData', () => {
  it.each<[string, Partial<MetricDatum>, string]>([
    ['no value', {}, 'Uploads has neither Value nor Values.'],
    ['counts that are too few', { Values: [1, 2], Counts: [1] }, 'must be of the same size'],
    [
      'a statistic set',
      { StatisticValues: { SampleCount: 2, Sum: 3, Minimum: 1, Maximum: 2 } },
      'The local AWS takes no statistic sets.',
    ],
  ])('refuses %s', async (_what, datum, message) => {
    await expect(put(datum)).rejects.toThrow(message);
  });
});

describe('ListMetrics', () => {
  const list = async (input: object = {}): Promise<unknown> => {
    const { Metrics = [] } = await client.send(new ListMetricsCommand(input));
    return Metrics.map(({ MetricName, Dimensions = [] }) =>
      [MetricName, ...Dimensions.map(({ Value }) => Value)].join(' '),
    );
  };

  it('has each metric once, by its name, namespace and dimensions', async () => {
    await put({ Value: 1, Unit: 'Bytes' });
    await put({ Value: 1, Unit: 'Count' });
    await put({ Value: 1, Dimensions: OF_A });
    await put({ Value: 1, Dimensions: OF_B, MetricName: 'Downloads' });
    expect(await list()).toEqual(['Uploads', 'Uploads a', 'Downloads b']);
    expect(await list({ MetricName: 'Downloads' })).toEqual(['Downloads b']);
    expect(await list({ Namespace: 'Other' })).toEqual([]);
    expect(await list({ Dimensions: [{ Name: 'Kind' }] })).toEqual(['Uploads a', 'Downloads b']);
    expect(await list({ Dimensions: OF_A })).toEqual(['Uploads a']);
  });

  it('may be of the last three hours', async () => {
    await put({ Value: 1 });
    gateway.advance(3 * 3_600_000);
    expect(await list({ RecentlyActive: 'PT3H' })).toEqual(['Uploads']);
    gateway.advance(60_000);
    expect(await list({ RecentlyActive: 'PT3H' })).toEqual([]);
    expect(await list()).toEqual(['Uploads']);
  });
});
